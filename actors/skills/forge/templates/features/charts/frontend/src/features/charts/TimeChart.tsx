/** Values over time as bars or as a line. A slider over them reads one at a time: by pointer, touch or arrow keys. */
import { useState, type PointerEvent } from 'react';
import type { Step } from './api';
import { axisNumber, axisTime, every, spokenNumber, spokenTime, ticksOf } from './scale';
import { useWidth } from './useWidth';

export type Point = {
  readonly start: string;
  /** Null where there is nothing to show. */
  readonly value: number | null;
};

type TimeChartProps = {
  title: string;
  points: readonly Point[];
  step: Step;
  shape: 'bars' | 'line';
  /** Whether values are counts, which have no fractions. */
  whole?: boolean;
};

const HEIGHT = 220;
const TOP = 12;
const BOTTOM = 26;
const LEFT = 52;
const RIGHT = 8;
/** Room for a label of the time axis. */
const LABEL_WIDTH = 64;
const BAR_GAP = 0.25;
const BAR_WIDTH_MAX = 48;

export function TimeChart({ title, points, step, shape, whole = false }: TimeChartProps) {
  const { ref, width } = useWidth();
  const [active, setActive] = useState<number | null>(null);
  const ticks = ticksOf(
    points.map(({ value }) => value ?? 0),
    whole,
  );
  const plot = plotOf(width, points.length, ticks);
  const shown = points[active ?? points.length - 1];

  const point = (event: PointerEvent<HTMLElement>) => {
    const { left, width: whole } = event.currentTarget.getBoundingClientRect();
    if (whole > 0)
      setActive(clamp(((event.clientX - left) / whole) * points.length, points.length));
  };

  return (
    <div className="time-chart" ref={ref}>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        <Axes plot={plot} ticks={ticks} points={points} step={step} />
        {shape === 'bars' ? (
          <Bars plot={plot} points={points} active={active} />
        ) : (
          <Line plot={plot} points={points} active={active} />
        )}
      </svg>
      <input
        type="range"
        className="time-chart-slider"
        aria-label={title}
        aria-valuetext={shown ? told(shown, step) : ''}
        min={0}
        max={Math.max(0, points.length - 1)}
        value={active ?? Math.max(0, points.length - 1)}
        style={{ left: LEFT, width: plot.width, top: TOP, height: plot.height }}
        onChange={(event) => {
          setActive(Number(event.target.value));
        }}
        onFocus={() => {
          setActive((known) => known ?? points.length - 1);
        }}
        onBlur={() => {
          setActive(null);
        }}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={(event) => {
          if (document.activeElement !== event.currentTarget) setActive(null);
        }}
      />
      {active !== null && shown && (
        <p
          className="time-chart-note"
          aria-hidden="true"
          style={{ left: `clamp(0px, ${plot.x(active)}px, ${width}px)` }}
          data-side={plot.x(active) > width / 2 ? 'left' : 'right'}
        >
          <span>{spokenTime(shown.start, step)}</span>
          <strong>{amount(shown)}</strong>
        </p>
      )}
    </div>
  );
}

type Plot = {
  readonly width: number;
  readonly height: number;
  /** The room of one value. */
  readonly slot: number;
  /** The middle of a value's place. */
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
};

function plotOf(width: number, count: number, ticks: readonly number[]): Plot {
  const inner = Math.max(1, width - LEFT - RIGHT);
  const height = HEIGHT - TOP - BOTTOM;
  const slot = inner / Math.max(1, count);
  const least = ticks[0] ?? 0;
  const most = ticks.at(-1) ?? 1;
  return {
    width: inner,
    height,
    slot,
    x: (at) => LEFT + (at + 0.5) * slot,
    y: (value) => TOP + (1 - (value - least) / (most - least)) * height,
  };
}

function clamp(at: number, count: number): number {
  return Math.min(Math.max(0, Math.floor(at)), count - 1);
}

function told(point: Point, step: Step): string {
  return `${spokenTime(point.start, step)}: ${amount(point)}`;
}

function amount({ value }: Point): string {
  return value === null ? 'nothing' : spokenNumber(value);
}

type AxesProps = {
  plot: Plot;
  ticks: readonly number[];
  points: readonly Point[];
  step: Step;
};

function Axes({ plot, ticks, points, step }: AxesProps) {
  const gap = every(points.length, Math.floor(plot.width / LABEL_WIDTH));
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? 'chart-base' : 'chart-grid'}
            x1={LEFT}
            x2={LEFT + plot.width}
            y1={plot.y(tick)}
            y2={plot.y(tick)}
          />
          <text className="chart-label" x={LEFT - 8} y={plot.y(tick)} dy="0.32em" textAnchor="end">
            {axisNumber(tick)}
          </text>
        </g>
      ))}
      {points.map(({ start }, at) =>
        // Counted from the last one, which people look for first.
        (points.length - 1 - at) % gap === 0 ? (
          <text
            key={start}
            className="chart-label"
            x={plot.x(at)}
            y={HEIGHT - 6}
            textAnchor={plot.x(at) + LABEL_WIDTH / 2 > LEFT + plot.width + RIGHT ? 'end' : 'middle'}
            dx={plot.x(at) + LABEL_WIDTH / 2 > LEFT + plot.width + RIGHT ? plot.slot / 2 : 0}
          >
            {axisTime(start, step)}
          </text>
        ) : null,
      )}
    </>
  );
}

type ShapeProps = { plot: Plot; points: readonly Point[]; active: number | null };

function Bars({ plot, points, active }: ShapeProps) {
  const width = Math.min(plot.slot * (1 - BAR_GAP), BAR_WIDTH_MAX);
  return points.map(({ start, value }, at) => {
    const [top, bottom] = [plot.y(Math.max(0, value ?? 0)), plot.y(Math.min(0, value ?? 0))];
    return (
      <rect
        key={start}
        className={at === active ? 'chart-bar chart-active' : 'chart-bar'}
        x={plot.x(at) - width / 2}
        y={top}
        width={width}
        height={bottom - top}
        rx={Math.min(3, width / 4)}
      />
    );
  });
}

function Line({ plot, points, active }: ShapeProps) {
  return (
    <>
      <path className="chart-line" d={pathOf(plot, points)} />
      {points.map(({ start, value }, at) =>
        value === null ? null : (
          <circle
            key={start}
            className={at === active ? 'chart-dot chart-active' : 'chart-dot'}
            cx={plot.x(at)}
            cy={plot.y(value)}
            r={at === active ? 6 : 3.5}
          />
        ),
      )}
    </>
  );
}

/** A line through the values; where there is none it stops, and goes on after. */
function pathOf(plot: Plot, points: readonly Point[]): string {
  let pen = 'M';
  let path = '';
  for (const [at, { value }] of points.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    path += `${pen}${plot.x(at).toFixed(1)} ${plot.y(value).toFixed(1)}`;
    pen = 'L';
  }
  return path;
}
