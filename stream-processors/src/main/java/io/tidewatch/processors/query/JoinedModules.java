package io.tidewatch.processors.query;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A module and all that it imports as one file, so that a browser asks once and not for each, and what is alike in many
 * files is compressed as one. Each module stays as it is written, comments and all, in a function of its own that gives
 * what it exports; modules stand behind those that they import, as they would run. Foreign modules stay files. It is
 * done for what our own modules have: named imports, exports before declarations, no circles; anything else is refused.
 */
final class JoinedModules {
    private static final Pattern NAMED = Pattern.compile("(?m)^(import|export) (\\{[^}]*}) from '([^']+)';$");
    private static final Pattern FOREIGN = Pattern.compile("(?m)^import [^{;]+ from '([^']+)';$\\n?");
    private static final Pattern EXPORTED =
        Pattern.compile("(?m)^export (?=(?:const|class|function|async function) ([A-Za-z0-9_]+))");
    private static final Pattern LEFT = Pattern.compile("(?m)^(?:import|export)\\b.*");
    private static final String VENDOR = "vendor/";

    private final UnaryOperator<String> source;
    /** Numbers of the modules that are told, by path; 0 while what they import is being told. */
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final StringBuilder foreign = new StringBuilder();
    private final StringBuilder text = new StringBuilder();

    private JoinedModules(UnaryOperator<String> source) {
        this.source = source;
    }

    /**
     * Joins.
     *
     * @param entry path of a module in the topmost folder; what it exports the whole exports
     * @param source gives the text of a module by its path
     */
    static String of(String entry, UnaryOperator<String> source) {
        JoinedModules joined = new JoinedModules(source);
        String body = joined.body(entry);
        return joined.foreign + joined.text.toString() + "\n// " + entry + '\n' + body;
    }

    /** What a module says, with those that it imports told before it. */
    private String body(String path) {
        numbers.put(path, 0);
        String own = FOREIGN.matcher(source.apply(path)).replaceAll(match -> {
            String target = resolved(path, match.group(1));
            if (path.indexOf('/') >= 0 || !target.startsWith(VENDOR)) {
                throw refused(path, match.group());
            }
            foreign.append(match.group());
            return "";
        });
        return NAMED.matcher(own).replaceAll(match -> {
            String names = match.group(2).replaceAll(" as ", ": ");
            String told = "const " + names + " = module" + told(resolved(path, match.group(3))) + ';';
            return Matcher.quoteReplacement(match.group(1).equals("export") ? "export " + told : told);
        });
    }

    /** The number of a module, which is told if it was not. */
    private int told(String path) {
        Integer known = numbers.get(path);
        if (known != null && known == 0) {
            throw new IllegalStateException("modules import each other in a circle: " + numbers.keySet());
        }
        return known == null ? tell(path) : known;
    }

    private int tell(String path) {
        String body = body(path);
        TreeSet<String> exports = new TreeSet<>();
        String own = EXPORTED.matcher(body).replaceAll(match -> {
            exports.add(match.group(1));
            return "";
        });
        Matcher left = LEFT.matcher(own);
        if (left.find()) {
            throw refused(path, left.group());
        }
        int number = 1 + (int) numbers.values().stream().filter(each -> each > 0).count();
        numbers.put(path, number);
        text.append("\n// ").append(path).append("\nconst module").append(number).append(" = (() => {\n").append(own)
            .append("return {").append(String.join(", ", exports)).append("};\n})();\n");
        return number;
    }

    private static String resolved(String path, String target) {
        return Path.of(path).resolveSibling(target).normalize().toString().replace('\\', '/');
    }

    private static IllegalStateException refused(String path, String line) {
        return new IllegalStateException(path + " can't be joined for: " + line);
    }
}
