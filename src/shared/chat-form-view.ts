/** How turns are written for a model. To be extended by whoever builds the forms. */
export interface ChatFormView {
  /** Of the forms that are built in, or `own`. */
  readonly name: 'endOfText' | 'userAssistant' | 'continuation' | 'own';
  /** It was chosen by a person, by the manifest, or nobody did. */
  readonly chosenBy: 'person' | 'manifest' | 'nobody';
}
