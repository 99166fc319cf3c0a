// The shape of each kind of event: kind is told by shape as well as by colour.
import type { Like } from '../../words/event.ts';

type Pen = CanvasRenderingContext2D;

export function glyph(pen: Pen, like: Like, x: number, y: number, r: number): void {
  pen.beginPath();
  switch (like) {
    case 'conflict':
      return polygon(pen, x, y, r + 1, 4, 0);
    case 'ruling':
      return polygon(pen, x, y, r, 6, 0);
    case 'vote':
      return polygon(pen, x, y, r * 0.7, 3, -Math.PI / 2);
    case 'plan':
      return square(pen, x, y, r * 0.85);
    case 'check':
      return tick(pen, x, y, r);
    case 'failure':
      return cross(pen, x, y, r * 0.8);
    case 'restart':
      return ring(pen, x, y, r * 0.8);
    case 'person':
    case 'question':
      return polygon(pen, x, y, r, 5, -Math.PI / 2);
    case 'model':
      return spark(pen, x, y, r);
    case 'file':
      return line(pen, x, y, r);
    default:
      pen.arc(x, y, r * 0.5, 0, 2 * Math.PI);
      pen.fill();
  }
}

function polygon(pen: Pen, x: number, y: number, r: number, sides: number, turn: number): void {
  for (let i = 0; i < sides; i += 1) {
    const angle = turn + (2 * Math.PI * i) / sides;
    pen.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  pen.closePath();
  pen.fill();
}

function square(pen: Pen, x: number, y: number, r: number): void {
  pen.roundRect(x - r, y - r, 2 * r, 2 * r, 1.5);
  pen.fill();
}

function stroke(pen: Pen): void {
  pen.lineWidth = 1.8;
  pen.lineCap = 'round';
  pen.strokeStyle = pen.fillStyle;
  pen.stroke();
}

function tick(pen: Pen, x: number, y: number, r: number): void {
  pen.moveTo(x - r * 0.9, y);
  pen.lineTo(x - r * 0.2, y + r * 0.7);
  pen.lineTo(x + r, y - r * 0.75);
  stroke(pen);
}

function cross(pen: Pen, x: number, y: number, r: number): void {
  pen.moveTo(x - r, y - r);
  pen.lineTo(x + r, y + r);
  pen.moveTo(x + r, y - r);
  pen.lineTo(x - r, y + r);
  stroke(pen);
}

function ring(pen: Pen, x: number, y: number, r: number): void {
  pen.arc(x, y, r, 0.6, 2 * Math.PI);
  stroke(pen);
}

function spark(pen: Pen, x: number, y: number, r: number): void {
  for (let i = 0; i < 8; i += 1) {
    const far = i % 2 === 0 ? r * 1.1 : r * 0.36;
    pen.lineTo(x + far * Math.cos((Math.PI * i) / 4), y + far * Math.sin((Math.PI * i) / 4));
  }
  pen.closePath();
  pen.fill();
}

function line(pen: Pen, x: number, y: number, r: number): void {
  pen.rect(x - 0.75, y - r, 1.5, 2 * r);
  pen.fill();
}
