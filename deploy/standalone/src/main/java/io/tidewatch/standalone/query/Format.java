package io.tidewatch.standalone.query;

/** How an answer is printed. */
public enum Format {
    /** Aligned columns, for people. */
    table,
    /** The API's answer, all pages in one. */
    json,
    /** Comma-separated lines below a header, for spreadsheets. */
    csv
}
