import { z } from 'zod';
import { UnitIdSchema } from './common.js';

const place = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
/** From a corner round and back to it. */
const ring = z.array(place).min(4).max(5_000);
const rings = z.array(ring).min(1).max(200);

export const OutlineSchema = z
  .object({
    type: z.literal('Feature'),
    id: UnitIdSchema,
    properties: z.object({}).loose().nullable(),
    geometry: z.discriminatedUnion('type', [
      z.object({ type: z.literal('Polygon'), coordinates: rings }),
      z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings).min(1).max(200) }),
    ]),
  })
  .meta({ id: 'Outline', description: 'GeoJSON (RFC 7946); `id` is the unit of the place.' });

export const OutlinesSchema = z
  .object({ type: z.literal('FeatureCollection'), features: z.array(OutlineSchema).max(2_000) })
  .meta({ id: 'Outlines' });
