/** A time of a picker is what stands on the wall in China, without a zone. */
export const WALL = 'YYYY-MM-DDTHH:mm:ss';
