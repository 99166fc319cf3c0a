//! JHipster's domain language.
