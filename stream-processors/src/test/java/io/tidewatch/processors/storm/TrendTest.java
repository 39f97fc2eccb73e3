package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines through seconds, beside how one would compute them by hand. */
class TrendTest {
    private static final int[] WINDOWS = {20, 30, 45, 70, 120};

    private static int naive(List<Integer> counts, double threshold) {
        for (int window : WINDOWS) {
            if (counts.size() >= window && rises(counts.subList(counts.size() - window, counts.size()), threshold)) {
                return window;
            }
        }
        return 0;
    }

    private static boolean rises(List<Integer> counts, double threshold) {
        int seconds = counts.size();
        double mean = mean(counts);
        double covariance = 0;
        double width = 0;
        for (int i = 0; i < seconds; i++) {
            covariance += (i - (seconds - 1) / 2.0) * (counts.get(i) - mean);
            width += Math.pow(i - (seconds - 1) / 2.0, 2);
        }
        double slope = covariance / width;
        double line = 0;
        for (int i = 0; i < seconds; i++) {
            line += Math.pow(counts.get(i) - mean - slope * (i - (seconds - 1) / 2.0), 2);
        }
        double step = Double.MAX_VALUE;
        for (int at = 1; at < seconds; at++) {
            step = Math.min(step, squares(counts.subList(0, at)) + squares(counts.subList(at, seconds)));
        }
        double error = Math.sqrt(Math.max(mean, line / (seconds - 2)) / width);
        return slope > 4 * error && line < step && mean + slope * (seconds / 2.0 + seconds / 16.0) > threshold;
    }

    private static double mean(List<Integer> counts) {
        return counts.stream().mapToInt(each -> each).average().orElseThrow();
    }

    private static double squares(List<Integer> counts) {
        double mean = mean(counts);
        return counts.stream().mapToDouble(each -> Math.pow(each - mean, 2)).sum();
    }

    @Test
    void isWhatLeastSquaresSay() {
        int rising = 0;
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            double level = random.nextInt(15);
            double slope = random.nextDouble() * random.nextDouble();
            Trend trend = new Trend();
            List<Integer> counts = new ArrayList<>();
            for (int second = 0; second < 200; second++) {
                int count = random.nextInt(50) == 0 ? 0
                    : (int) Math.max(0, level + slope * second + 3 * random.nextGaussian());
                counts.add(count);
                trend.push(count);
                if (second % 7 == 0) {
                    int expected = naive(counts, 20);
                    assertThat(trend.rising(seconds -> 20)).as("seed %d, second %d", seed, second).isEqualTo(expected);
                    rising += expected > 0 ? 1 : 0;
                    level = random.nextInt(40) == 0 ? random.nextInt(25) : level;
                    trend = reread(trend);
                }
            }
        }
        assertThat(rising).isBetween(500, 5000);
    }

    private static Trend reread(Trend trend) {
        StateOutput out = new StateOutput();
        trend.write(out);
        StateInput in = new StateInput(out.toBytes());
        Trend read = new Trend();
        read.read(in);
        assertThat(in.atEnd()).isTrue();
        return read;
    }

    @Test
    void silenceIsAsManyZeros() {
        for (int silence : new int[] {1, 5, 90, 119, 120, 1000}) {
            Trend told = new Trend();
            Trend skipped = new Trend();
            for (int second = 0; second < 30; second++) {
                told.push(second);
                skipped.push(second);
            }
            for (int second = 0; second < silence; second++) {
                told.push(0);
            }
            skipped.silence(silence);
            StateOutput one = new StateOutput();
            StateOutput other = new StateOutput();
            told.write(one);
            skipped.write(other);
            assertThat(other.toBytes()).as("%d s", silence).isEqualTo(one.toBytes());
        }
    }

    @Test
    void beginsAnewWhenItIsCleared() {
        Trend trend = new Trend();
        for (int second = 0; second < 40; second++) {
            trend.push(second);
        }
        assertThat(trend.rising(seconds -> 20)).isEqualTo(20);
        trend.clear();
        for (int second = 0; second < 19; second++) {
            trend.push(second + 20);
            assertThat(trend.rising(seconds -> 20)).isZero();
        }
    }
}
