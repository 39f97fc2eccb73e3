package io.tidewatch.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code deploy/e2e/chaos --seed N --faults K --minutes M [--only KIND,...]}: a chaos and its report. */
final class ChaosProgram {
    private static final int MISUSED = 2;
    private static final String ONLY = "--only";

    private ChaosProgram() {
    }

    /** Exit code 0: nothing differs; 1: something does, or it could not be found out; 2: asked wrongly. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new TreeMap<>(Map.of("--seed", "1", "--faults", "20", "--minutes", "10", ONLY,
            Arrays.stream(Fault.values()).map(Fault::name).collect(Collectors.joining(","))));
        if (!read(arguments, options)) {
            System.err.println("chaos: --seed N --faults K --minutes M --only KIND,...; " + Arrays.toString(arguments)
                + " was not understood");
            System.exit(MISUSED);
        }
        List<Fault> kinds = Arrays.stream(options.get(ONLY).split(",")).map(Fault::valueOf).toList();
        kinds.forEach(kind -> System.out.printf("%-20s %s%n", kind, kind.meaning()));
        Path folder = Demo.temporary();
        System.out.println("in " + folder);
        Report report = Chaos.run(folder, new Chaos.Settings(Long.parseLong(options.get("--seed")), kinds,
            Integer.parseInt(options.get("--faults")), Duration.ofMinutes(Long.parseLong(options.get("--minutes")))));
        System.out.println("chaos" + options + report.text());
        if (report.differences().isEmpty()) {
            Demo.delete(folder);
            System.exit(0);
        }
        System.exit(1);
    }

    private static boolean read(String[] arguments, Map<String, String> options) {
        String kind = Arrays.stream(Fault.values()).map(Fault::name).collect(Collectors.joining("|", "(", ")"));
        for (int i = 0; i < arguments.length; i += 2) {
            String pattern = arguments[i].equals(ONLY) ? kind + "(," + kind + ")*" : "[0-9]{1,9}";
            if (!options.containsKey(arguments[i]) || i + 1 == arguments.length || !arguments[i + 1].matches(pattern)) {
                return false;
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return true;
    }
}
