package io.tidewatch.processors.query;

/** Answers one kind of question from what is on this instance; what it returns is told as an object of JSON. */
interface Resource {
    Object answer(Parameters parameters, Scope scope);
}
