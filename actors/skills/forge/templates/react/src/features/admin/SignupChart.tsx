/** Sign-ups by day as bars; the same figures are in a table for those who cannot see them. */
import type { DayCount } from '../../api/stats';
import { formatCalendarDate } from '../../schema/format';

const WIDTH = 560;
const HEIGHT = 160;
const GAP = 8;
/** A day without a sign-up keeps a line to stand on. */
const BAR_HEIGHT_MIN = 2;

export function SignupChart({ days }: { days: readonly DayCount[] }) {
  const most = Math.max(1, ...days.map(({ count }) => count));
  const step = WIDTH / Math.max(1, days.length);
  return (
    <>
      <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {days.map(({ date, count }, index) => {
          const height = Math.max(BAR_HEIGHT_MIN, (count / most) * HEIGHT);
          return (
            <rect
              key={date}
              className="bar"
              x={index * step + GAP / 2}
              y={HEIGHT - height}
              width={step - GAP}
              height={height}
              rx={3}
            >
              <title>{`${formatCalendarDate(date)}: ${count}`}</title>
            </rect>
          );
        })}
      </svg>
      <p className="chart-axis muted" aria-hidden="true">
        <span>{labelAt(days, 0)}</span>
        <span>At most {Math.max(0, ...days.map(({ count }) => count))} a day</span>
        <span>{labelAt(days, -1)}</span>
      </p>
      <table className="visually-hidden">
        <caption>Sign-ups by day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Sign-ups</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ date, count }) => (
            <tr key={date}>
              <th scope="row">{formatCalendarDate(date)}</th>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function labelAt(days: readonly DayCount[], index: number): string {
  const day = days.at(index);
  return day ? formatCalendarDate(day.date) : '';
}
