import { useEffect, useState } from 'react';
import type { Tide, TideTable } from './tide';

interface Props {
  table: TideTable;
  place: string;
}

function format(tide: Tide | undefined): string {
  if (tide === undefined) {
    return '-';
  }
  return `${tide.time.toLocaleTimeString()} (${tide.height.toFixed(1)} m)`;
}

export function TideView({ table, place }: Props) {
  const [now, setNow] = useState(() => new Date());

  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);

  return (
    <section className="tides">
      <h2>{place}</h2>
      <p>Water is {table.phaseAt(now)}</p>
      <p>Next tide: {format(table.next(now))}</p>
      <p>Last tide: {format(table.previous(now))}</p>
    </section>
  );
}
