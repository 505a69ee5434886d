/** What buttons that move time or a picture carry, as paths in a box of 16 by 16. */

export const ICONS = {
  back: "M3 3h2v10H3zM13 3v10L6 8z",
  play: "M4 2l10 6-10 6z",
  pause: "M3 2h4v12H3zM9 2h4v12H9z",
  step: "M3 3v10l7-5zM11 3h2v10h-2z",
};
