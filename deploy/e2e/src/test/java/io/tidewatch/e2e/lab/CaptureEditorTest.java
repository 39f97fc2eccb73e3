package io.tidewatch.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Frames and checksums of the expected ones were made by another program. */
class CaptureEditorTest {
    private static final String HEAD = "01005e000016020000200101080046c0";
    /** TO_EX of 232.20.0.4, TO_EX of 239.1.1.1, ALLOW of 232.20.0.4. */
    private static final String THREE_RECORDS = HEAD + "0040000040000102f9c20a14000be0000016940400002200fcb000000003"
        + "04000000e814000404000001ef0101010a09000105000001e81400040a090002";
    private static final String TWO_RECORDS = HEAD + "0038000040000102f9ca0a14000be0000016940400002200e8ca00000002"
        + "04000001ef0101010a09000105000001e81400040a090002";
    private static final String NOTHING_ELSE = HEAD + "0028000040000102f9da0a14000be0000016940400002200f1e500000001"
        + "04000000e8140004";
    private static final String OLD_REPORT = HEAD + "0020000040000102f9e20a14000be000001694040000160001e6e8140005";
    private static final String OLD_REPORT_ELSEWHERE = HEAD + "0020000040000102f9e20a14000be0000016940400001600f9fc"
        + "ef010101";
    private static final String NOT_IP = "01005e00001602000020010108060001";

    @Test
    void takesOutWhatFrrIgnores() {
        assertThat(CaptureEditor.withoutWronglySourceSpecific(capture(NOT_IP, THREE_RECORDS, NOTHING_ELSE, OLD_REPORT,
            OLD_REPORT_ELSEWHERE))).isEqualTo(capture(NOT_IP, TWO_RECORDS, null, null, OLD_REPORT_ELSEWHERE));
    }

    @Test
    void cutsBehindAMoment() {
        byte[] capture = capture(NOT_IP, THREE_RECORDS, OLD_REPORT);
        assertThat(CaptureEditor.until(capture, 1_000_000)).isEqualTo(capture(NOT_IP, THREE_RECORDS));
        assertThat(CaptureEditor.until(capture, 999_999)).isEqualTo(capture(NOT_IP));
        assertThat(CaptureEditor.until(capture, 9_000_000)).isEqualTo(capture);
    }

    @Test
    void refusesOtherFormats() {
        assertThatIllegalArgumentException().isThrownBy(() -> CaptureEditor.withoutWronglySourceSpecific(
            new byte[24]));
    }

    /** Each frame has its number as its time; null leaves its number out. */
    private static byte[] capture(String... frames) {
        ByteBuffer file = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65_535).putInt(1);
        for (int i = 0; i < frames.length; i++) {
            if (frames[i] != null) {
                byte[] frame = HexFormat.of().parseHex(frames[i]);
                file.putInt(i).putInt(0).putInt(frame.length).putInt(frame.length).put(frame);
            }
        }
        byte[] bytes = new byte[file.position()];
        file.flip().get(bytes);
        return bytes;
    }
}
