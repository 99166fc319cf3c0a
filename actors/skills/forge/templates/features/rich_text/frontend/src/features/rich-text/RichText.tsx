/** A text in Markdown, shown with its formatting; as it was written until that is loaded, and wherever it cannot be drawn. */
import { Component, Suspense, lazy, type ReactNode } from 'react';

const Markdown = lazy(() => import('./Markdown'));

type RichTextProps = {
  text: string;
  /** The level of the heading that it stands under: those of the text come after it. */
  under?: number;
};

export function RichText({ text, under = 1 }: RichTextProps) {
  const plain = <p>{text}</p>;
  return (
    <div className="prose rich-text" dir="auto">
      <Instead key={text} of={plain}>
        <Suspense fallback={plain}>
          <Markdown text={text} under={under} />
        </Suspense>
      </Instead>
    </div>
  );
}

/** A reader who has the page open while a new version is put up may not get the parser any more: the page goes on without. */
class Instead extends Component<{ of: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.of : this.props.children;
  }
}
