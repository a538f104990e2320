/**
 * Sets CSS custom properties on an element through CSSOM, which a `style-src 'self'` policy allows.
 * Lit's own `styleMap` writes a style attribute at first render, and the policy blocks that.
 */
import { noChange } from 'lit';
import { directive, Directive, PartType } from 'lit/directive.js';
import type { ElementPart, PartInfo } from 'lit/directive.js';

type Lengths = Readonly<Record<`--${string}`, number>>;

class LengthsDirective extends Directive {
  #written = new Map<string, number>();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('lengths: belongs on an element');
  }

  render(_lengths: Lengths): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [lengths]: [Lengths]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(lengths)) {
      if (this.#written.get(name) === value) continue;
      this.#written.set(name, value);
      style.setProperty(name, String(value));
    }
    return noChange;
  }
}

/** `<div ${lengths({ '--arrived': 0.4 })}>`: unitless numbers for CSS to multiply. */
export const lengths = directive(LengthsDirective);
