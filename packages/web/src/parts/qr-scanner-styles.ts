/** How the camera's picture stands: a square that keeps its place, with a frame to aim by. */
import { css } from 'lit';

export const scannerStyles = css`
  .scanner {
    display: grid;
    gap: 0.75rem;
  }
  .view {
    position: relative;
    inline-size: min(100%, 24rem, 60dvh);
    aspect-ratio: 1;
    margin-inline: auto;
    background: #000;
    border-radius: var(--wa-border-radius-l);
    overflow: hidden;
  }
  video {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .frame {
    position: absolute;
    inset: 12%;
    border: 3px solid #fff;
    border-radius: var(--wa-border-radius-l);
    box-shadow: 0 0 0 100vmax rgb(0 0 0 / 35%);
  }
  .spread > p {
    flex: 1 1 12rem;
  }
`;
