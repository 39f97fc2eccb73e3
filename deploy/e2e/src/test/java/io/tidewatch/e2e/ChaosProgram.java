package io.tidewatch.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code deploy/e2e/chaos --seed N --faults K --minutes M}: a chaos with every kind of fault, and its report. */
final class ChaosProgram {
    private static final int MISUSED = 2;

    private ChaosProgram() {
    }

    /** Exit code 0: nothing differs; 1: something does, or it could not be found out; 2: asked wrongly. */
    public static void main(String[] arguments) throws IOException {
        Map<String, Long> options = new TreeMap<>(Map.of("--seed", 1L, "--faults", 20L, "--minutes", 10L));
        if (!read(arguments, options)) {
            System.err.println("chaos: --seed N --faults K --minutes M; " + Arrays.toString(arguments)
                + " was not understood");
            System.exit(MISUSED);
        }
        List<Fault> kinds = List.of(Fault.values());
        kinds.forEach(kind -> System.out.printf("%-20s %s%n", kind, kind.meaning()));
        Path folder = Demo.temporary();
        System.out.println("in " + folder);
        Report report = Chaos.run(folder, new Chaos.Settings(options.get("--seed"), kinds,
            Math.toIntExact(options.get("--faults")), Duration.ofMinutes(options.get("--minutes"))));
        System.out.println("chaos" + options + report.text());
        if (report.differences().isEmpty()) {
            Demo.delete(folder);
            System.exit(0);
        }
        System.exit(1);
    }

    private static boolean read(String[] arguments, Map<String, Long> options) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i]) || i + 1 == arguments.length
                    || !arguments[i + 1].matches("[0-9]{1,9}")) {
                return false;
            }
            options.put(arguments[i], Long.valueOf(arguments[i + 1]));
        }
        return true;
    }
}
