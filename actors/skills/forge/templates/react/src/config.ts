/** What this product is called and the limits its API was built with. */

export const product = {
<<= ts.product =>>};

export const pageSize = <<= app.choices.page_size =>>;
/** The most records the API hands out at once; pickers load this many. */
export const pageSizeMax = <<= app.choices.page_size_max =>>;
export const passwordLengthMin = <<= app.choices.password_length_min =>>;
