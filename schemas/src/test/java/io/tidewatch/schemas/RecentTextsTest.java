package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentTextsTest {
    private static final long SEED = 20261126;
    private static final int TEXTS = 200_000;

    private final RecentTexts texts = new RecentTexts();

    /** Of few letters and many lengths: most share both ends with others. */
    @Test
    void everyTextIsThatOfItsBytes() {
        Random random = new Random(SEED);
        for (int n = 0; n < TEXTS; n++) {
            int length = random.nextInt(60);
            StringBuilder made = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                boolean end = i < 8 || i >= length - 8;
                made.append(end && random.nextInt(20) > 0 ? 'a' : "ab\0é".charAt(random.nextInt(4)));
            }
            byte[] bytes = ("<" + made + ">").getBytes(StandardCharsets.UTF_8);
            assertThat(texts.of(bytes, 1, bytes.length - 2)).as("seed %d, text %d", SEED, n).isEqualTo(made.toString());
        }
    }

    @Test
    void whatComesAgainIsTheSameUnlessItIsAnId() {
        for (String text : new String[] {"", "eth0", "239.1.1.1", "10.1.200.201", "02:00:00:00:01:01", "ff05::1:3"}) {
            assertThat(again(text)).as(text).isSameAs(again(text)).isEqualTo(text);
        }
        String id = "0190a6c4-0000-7000-8000-000000000001";
        assertThat(again(id)).isNotSameAs(again(id)).isEqualTo(id);
    }

    private String again(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return texts.of(bytes, 0, bytes.length);
    }
}
