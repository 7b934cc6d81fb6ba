package dev.hayate.nn.data;

/** Pixels from 0 to 255 as a model sees them. */
final class PixelScale {
  private static final float WHITE = 255f;
  private static final float[] SCALED = new float[256];

  static {
    for (int pixel = 0; pixel < SCALED.length; pixel++) {
      SCALED[pixel] = pixel / WHITE;
    }
  }

  private PixelScale() {}

  /** Divides unsigned bytes by 255, rounded once. */
  static void scale(byte[] pixels, float[] to) {
    for (int i = 0; i < pixels.length; i++) {
      to[i] = SCALED[pixels[i] & 0xFF];
    }
  }
}
