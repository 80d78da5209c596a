/**
 * Character of genres, creative types, ratings by age and sources on seven axes, by common sense: what makes near kinds near, so that a taste
 * carries over from one to the other as a person, or a model that reads their names, would expect. Only directions count, lengths do not.
 */

/** The axes, in the order of the numbers; each from -1 to 1. */
export const AXES = ["dark", "fantastic", "action", "young", "romantic", "true to life", "ironic"] as const;

type Axes = Readonly<Record<string, readonly number[]>>;

/** Genres. */
export const GENRES: Axes = {
  Drama: [0.4, -0.3, -0.5, -0.5, 0.4, 0.4, -0.1],
  Comedy: [-0.8, 0, -0.2, 0.2, 0.2, -0.3, 0.8],
  Action: [0.3, 0.3, 1, 0.1, -0.5, -0.2, 0],
  Adventure: [-0.2, 0.7, 0.8, 0.6, 0, -0.2, 0],
  "Thriller/Suspense": [0.9, 0, 0.4, -0.6, -0.2, -0.1, 0],
  Horror: [1, 0.6, 0.2, -0.2, -0.7, -0.5, 0.1],
  "Romantic Comedy": [-0.8, -0.2, -0.7, 0, 1, -0.2, 0.5],
  Musical: [-0.6, 0.2, -0.5, 0.4, 0.6, 0, 0.1],
  Documentary: [0.1, -1, -0.8, -0.3, -0.5, 1, 0],
  Western: [0.4, -0.2, 0.7, -0.5, -0.3, 0.2, 0],
  "Black Comedy": [0.5, 0, -0.2, -0.6, -0.2, -0.2, 1],
  "Concert/Performance": [-0.4, -0.4, -0.5, 0.3, 0, 0.9, 0.1],
};

/** Creative types. */
export const CREATIVE_TYPES: Axes = {
  "Contemporary Fiction": [0, -0.5, -0.2, -0.2, 0.3, 0, 0.1],
  "Historical Fiction": [0.4, -0.2, 0.1, -0.5, 0.2, 0.5, -0.3],
  Fantasy: [0.1, 1, 0.4, 0.3, 0.1, -0.6, 0],
  "Science Fiction": [0.3, 0.9, 0.6, 0, -0.4, -0.5, 0],
  Dramatization: [0.4, -0.6, -0.1, -0.5, 0.1, 1, -0.2],
  "Kids Fiction": [-0.9, 0.7, 0.2, 1, -0.1, -0.5, 0.3],
  Factual: [0.1, -1, -0.7, -0.2, -0.4, 1, 0],
  "Super Hero": [0.1, 0.8, 1, 0.6, -0.3, -0.6, 0.1],
};

/** Ratings by age. */
export const AUDIENCES: Axes = {
  R: [0.6, 0, 0.2, -0.7, 0, 0, 0.2],
  "PG-13": [0.1, 0.1, 0.2, 0.1, 0.1, 0, 0],
  PG: [-0.5, 0.2, -0.1, 0.6, 0.1, 0, 0],
  G: [-0.9, 0.3, -0.2, 1, 0, 0, 0],
  "Not Rated": [0.2, -0.3, -0.5, -0.5, 0, 0.3, 0],
  "NC-17": [0.8, 0, 0, -0.9, 0.2, 0, 0.1],
};

/** What a film is made from; those that are not here say nothing of its character. */
export const SOURCES: Axes = {
  "Based on Book/Short Story": [0.1, 0, -0.1, -0.2, 0.3, 0.1, -0.2],
  "Based on Real Life Events": [0.3, -0.7, -0.2, -0.4, 0, 1, -0.2],
  Remake: [0.1, 0.2, 0.3, 0, 0, -0.1, 0],
  "Based on TV": [-0.4, 0.2, 0.3, 0.3, -0.1, -0.1, 0.4],
  "Based on Comic/Graphic Novel": [0.2, 0.7, 0.9, 0.3, -0.3, -0.5, 0.1],
  "Based on Play": [0.1, -0.3, -0.6, -0.4, 0.4, 0.1, 0.2],
  "Based on Game": [0.3, 0.7, 0.9, 0.4, -0.6, -0.6, 0],
};
