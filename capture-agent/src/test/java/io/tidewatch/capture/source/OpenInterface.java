package io.tidewatch.capture.source;

/** Opens an interface in a process of its own, which a test gives fewer rights or no libpcap, and tells the outcome. */
final class OpenInterface {
    private OpenInterface() {
    }

    public static void main(String[] arguments) {
        try (LiveInterface opened = LiveInterface.open(
                new LiveInterface.Settings(arguments[0], 1500, 1 << 20, new LiveInterface.Delivery(10, false), false,
                    true, LiveInterface.Selection.BUILT_IN))) {
            System.out.println("opened " + opened.completeUpTo());
        } catch (LiveCaptureException e) {
            System.out.println(e.reason() + " " + e.getMessage());
        }
    }
}
