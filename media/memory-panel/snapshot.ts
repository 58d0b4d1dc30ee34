/** What is on the screen, as one picture: for the export. Boxes' colours, canvases and words, at their places. */

/** Draws `root` as it stands into a canvas, at the screen's resolution. */
export function snapshotOf(root: HTMLElement): HTMLCanvasElement {
  const { left, top, width, height } = root.getBoundingClientRect();
  const ratio = window.devicePixelRatio;
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, width, height);
  context.translate(-left, -top);
  drawElement(context, root);
  return canvas;
}

function drawElement(context: CanvasRenderingContext2D, element: Element): void {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  // Words for screen readers only have a box of one pixel.
  if (style.visibility === 'hidden' || style.display === 'none' || box.width <= 1 || box.height <= 1) return;
  context.fillStyle = style.backgroundColor;
  context.fillRect(box.left, box.top, box.width, box.height);
  if (element instanceof HTMLCanvasElement) {
    if (element.width === 0 || element.height === 0) return;
    context.imageSmoothingEnabled = style.imageRendering !== 'pixelated';
    context.drawImage(element, box.left, box.top, box.width, box.height);
    return;
  }
  for (const child of element.childNodes) {
    if (child instanceof Text) drawWords(context, child, style);
    else if (child instanceof Element) drawElement(context, child);
  }
}

/** Word by word, so that lines break where they do on the screen. */
function drawWords(context: CanvasRenderingContext2D, text: Text, style: CSSStyleDeclaration): void {
  context.fillStyle = style.color;
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textBaseline = 'middle';
  const range = document.createRange();
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const { left, top, width, height } = range.getBoundingClientRect();
    if (width === 0) continue;
    context.save();
    context.translate(left, top);
    if (style.writingMode.startsWith('vertical')) {
      context.translate(width, 0);
      context.rotate(Math.PI / 2);
      context.fillText(word, 0, width / 2);
    } else {
      context.fillText(word, 0, height / 2);
    }
    context.restore();
  }
}
