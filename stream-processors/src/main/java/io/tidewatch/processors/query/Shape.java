package io.tidewatch.processors.query;

import java.util.ArrayList;
import java.util.List;

/**
 * What an answer looks like.
 *
 * @param kind how it is told
 * @param types whose fields the items of a list, or the object, have together
 * @param around the types whose fields stand around the items of a list
 */
record Shape(Kind kind, List<Class<?>> types, List<Class<?>> around) {
    /** How answers are told. */
    enum Kind {
        /** A page of items, also as CSV and as lines of JSON. */
        LIST,
        /** One object of JSON. */
        OBJECT,
        /** Server-sent events. */
        EVENTS,
        /** Lines of text. */
        TEXT,
        /** The description of the API. */
        DESCRIPTION
    }

    /** A list of objects with the fields of these types. */
    static Shape list(Class<?>... items) {
        return new Shape(Kind.LIST, List.of(items), List.of());
    }

    static Shape object(Class<?>... types) {
        return new Shape(Kind.OBJECT, List.of(types), List.of());
    }

    static Shape of(Kind kind) {
        return new Shape(kind, List.of(), List.of());
    }

    /** With the fields of these types around the items. */
    Shape around(Class<?>... others) {
        return new Shape(kind, types, List.of(others));
    }

    /** Names of the fields of an item or of the object, in order. */
    List<String> fields() {
        List<String> names = new ArrayList<>();
        for (Class<?> type : types) {
            Fields.of(type).stream().filter(name -> !names.contains(name)).forEach(names::add);
        }
        return names;
    }
}
