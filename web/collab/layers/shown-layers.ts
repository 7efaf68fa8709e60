import type { Delta } from '../../../src/ot/op.ts';
import { type Layer, shownDelta } from './layer.ts';
import { OwnNames } from './own-names.ts';
import { Places } from './places.ts';

/** The layers that an editor shows, and what they add to the shown text: it shows exactly the text with that. */
export class ShownLayers {
  readonly names = new OwnNames();
  readonly #changed: () => void;
  #layers: readonly Layer[] = [];
  #over: Delta = [];
  #placed: { over: Delta; places: Places } | null = null;

  /** `changed` is called after each change of the layers. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get layers(): readonly Layer[] {
    return this.#layers;
  }

  get over(): Delta {
    return this.#over;
  }

  /** Places in the text and in the view. */
  get places(): Places {
    if (this.#placed?.over !== this.#over)
      this.#placed = { over: this.#over, places: new Places(this.#over) };
    return this.#placed.places;
  }

  has(id: string): boolean {
    return this.#layers.some((layer) => layer.id === id);
  }

  /** The layers, each as shown over the operations `unsent`. */
  shown(unsent: readonly Delta[]): { id: string; isOwn: boolean; review: number; delta: Delta }[] {
    return this.#layers.map((layer) => ({
      id: layer.id,
      isOwn: layer.isOwn,
      review: layer.review,
      delta: shownDelta(layer, unsent),
    }));
  }

  /** The editor shows these layers, which add `over`. */
  show(layers: readonly Layer[], over: Delta): void {
    this.#over = over;
    this.replace(layers);
  }

  /** The same layers over a later version of the text: nothing that is shown of them changes, and nothing is told. */
  carry(layers: readonly Layer[]): void {
    if (layers.length === this.#layers.length) this.#layers = layers;
    else this.replace(layers);
  }

  /** Replaces the layers by others that add the same. */
  replace(layers: readonly Layer[]): void {
    const before = this.#layers;
    this.#layers = layers;
    if (layers.length === before.length && layers.every((layer, i) => layer === before[i])) return;
    for (const { id, isOwn } of before) if (isOwn && !this.has(id)) this.names.left(id);
    this.#changed();
  }

  /** Replaces one layer by another that adds the same. */
  change(id: string, change: (layer: Layer) => Layer): void {
    this.replace(this.#layers.map((layer) => (layer.id === id ? change(layer) : layer)));
  }
}
