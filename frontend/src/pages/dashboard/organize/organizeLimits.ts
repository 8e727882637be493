/** What the API keeps of how models are organized. No React. */
export const FOLDER_LENGTH = 80;
export const TAG_LENGTH = 40;
export const TAGS_MOST = 20;
