package io.tidewatch.processors.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The parameters of one request, checked. An unknown one is an error: a misspelt asOf must not mean now. */
final class Parameters {
    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1000;
    /** 9999-12-31: the last that four digits of a year can tell. */
    private static final long LATEST_MS = 253_402_300_799_999L;
    private static final String SEGMENT_NAME = "[A-Za-z0-9._:@/-]{1,200}";

    private final Question question;
    private final List<Param> known;

    private Parameters(Question question, List<Param> known) {
        this.question = question;
        this.known = known;
    }

    /** The parameters of a question that may have these ones. */
    static Parameters of(Question question, List<Param> known) {
        Set<String> allowed = known.stream().map(Param::label).collect(Collectors.toCollection(TreeSet::new));
        for (Map.Entry<String, List<String>> parameter : question.query().entrySet()) {
            if (!allowed.contains(parameter.getKey())) {
                throw Problem.badRequest("There is no parameter " + printable(parameter.getKey()) + " here; there is "
                    + (allowed.isEmpty() ? "none" : String.join(", ", allowed)) + ".");
            }
            if (parameter.getValue().size() > 1 && !parameter.getKey().equals(Param.ASK.label())) {
                throw Problem.badRequest(parameter.getKey() + " is given more than once.");
            }
        }
        return new Parameters(question, known);
    }

    /** What may be echoed to the caller. */
    static String printable(String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
        return "'" + shown.replaceAll("[^!-~ ]", "?") + "'";
    }

    static String cursor(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    String segment() {
        String name = path("segment");
        if (!name.matches(SEGMENT_NAME)) {
            throw Problem.badRequest(printable(name) + " is not a segment name: up to 200 letters, digits and "
                + ". _ : @ / -, with / written %2F.");
        }
        return name;
    }

    /** An address of the path in the form of the contract. */
    String address(String name) {
        String text = path(name);
        return Address.canonical(printable(text), text);
    }

    /** An address or a MAC address of the path in the form of the contract. */
    String host(String name) {
        String text = path(name);
        return Address.canonicalHost(printable(text), text);
    }

    /** A part of the path as it is. */
    String path(String name) {
        return question.variables().get(name);
    }

    /** Null when it is not given, or not known here. */
    String text(Param parameter) {
        String value = known.contains(parameter) ? texts(parameter).stream().findFirst().orElse(null) : null;
        return value == null || value.isEmpty() ? null : value;
    }

    /** All that is given for it. */
    List<String> texts(Param parameter) {
        return question.query().getOrDefault(parameter.label(), List.of());
    }

    /** An address in the form of the contract, or null. */
    String addressOf(Param parameter) {
        String value = text(parameter);
        return value == null ? null : Address.canonical(parameter.label() + ' ' + printable(value), value);
    }

    /** An address or a MAC address in the form of the contract, or null. */
    String hostOf(Param parameter) {
        String value = text(parameter);
        return value == null ? null : Address.canonicalHost(parameter.label() + ' ' + printable(value), value);
    }

    /** A test of the address and the MAC address of a host, or null. */
    BiPredicate<String, String> hosts(Param parameter) {
        String value = text(parameter);
        return value == null ? null : Prefix.ofHost(parameter.label(), value);
    }

    /** A test of addresses, or null. */
    Predicate<String> prefix(Param parameter) {
        String value = text(parameter);
        return value == null ? null : Prefix.of(parameter.label(), value);
    }

    /** One of a few words, in any case, or null. */
    <E extends Enum<E>> E word(Param parameter, Class<E> words) {
        String value = text(parameter);
        if (value == null) {
            return null;
        }
        for (E word : words.getEnumConstants()) {
            if (word.name().equalsIgnoreCase(value)) {
                return word;
            }
        }
        throw Problem.badRequest(parameter.label() + " is " + printable(value) + ", but can only be "
            + String.join(" or ", List.of(words.getEnumConstants()).stream().map(word -> word.name()
                .toLowerCase(Locale.ROOT)).toList()) + ".");
    }

    /** A time, or null when it is not given. */
    Instant time(Param parameter) {
        String value = text(parameter);
        String name = parameter.label();
        if (value == null) {
            return null;
        }
        try {
            if (value.matches("[0-9]{1,15}")) {
                long ms = Long.parseLong(value);
                if (ms <= LATEST_MS) {
                    return Instant.ofEpochMilli(ms);
                }
            } else {
                // An unescaped + in a query string is a space.
                return OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
            }
        } catch (DateTimeException e) {
            throw notATime(name, value);
        }
        throw notATime(name, value);
    }

    private static Problem notATime(String name, String value) {
        return Problem.badRequest(name + " is " + printable(value)
            + ", which is not a time: give ISO 8601, like 2026-01-31T12:00:00Z, or milliseconds since 1970.");
    }

    Slice slice() {
        return new Slice(after(), limit());
    }

    private int limit() {
        String value = text(Param.LIMIT);
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        if (!value.matches("[0-9]{1,4}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > LARGEST_LIMIT) {
            throw Problem.badRequest("limit is " + printable(value) + ", but can only be 1 to " + LARGEST_LIMIT + ".");
        }
        return Integer.parseInt(value);
    }

    private String after() {
        String value = text(Param.CURSOR);
        if (value == null) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("cursor is " + printable(value)
                + ", which none of our answers gave: take it from next of the page before.");
        }
    }
}
