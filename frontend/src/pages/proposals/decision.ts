/** What a person decides about a proposal. */
export type Decision = "accept" | "reject";
