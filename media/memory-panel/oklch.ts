/**
 * OKLCH to sRGB (Björn Ottosson, "A perceptual color space for image processing", 2020): lightness 0..1, chroma,
 * hue in degrees. Two colours of equal lightness here look equally light, so neither sign of a number is louder.
 */

export type Rgb = readonly [red: number, green: number, blue: number];
export type Oklch = readonly [lightness: number, chroma: number, hue: number];

/** The nearest sRGB colour of the same lightness and hue, as bytes; chroma gives way where the gamut ends. */
export function toRgb([lightness, chroma, hue]: Oklch): Rgb {
  let inside = linear(lightness, chroma, hue);
  for (let c = chroma; !isInGamut(inside) && c > 0; c -= 0.002) inside = linear(lightness, c, hue);
  const [red, green, blue] = inside;
  return [toByte(red), toByte(green), toByte(blue)];
}

/** OKLab's lightness of an sRGB colour in bytes: what the tests hold the palettes against. */
export function lightnessOf([red, green, blue]: Rgb): number {
  const [r, g, b] = [fromByte(red), fromByte(green), fromByte(blue)];
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
}

function linear(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

function isInGamut(colour: readonly number[]): boolean {
  return colour.every((channel) => channel >= -0.0005 && channel <= 1.0005);
}

function toByte(channel: number): number {
  const c = Math.min(1, Math.max(0, channel));
  return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
}

function fromByte(byte: number): number {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}
