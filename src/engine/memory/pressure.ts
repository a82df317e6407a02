/** When it is time to look for forgotten tensors: they weigh on TensorFlow's memory, of which V8 knows nothing, so that
 *  its own collections would come too late. As in a garbage-collected heap, the limit is twice what was alive. */

const baseBytes = 64 * 1024 * 1024;
const baseTensors = 4096;

export class Pressure {
  private bytesLimit = baseBytes;
  private tensorsLimit = baseTensors;

  isTooHigh(bytes: number, tensors: number): boolean {
    return bytes > this.bytesLimit || tensors > this.tensorsLimit;
  }

  /** New limits, from what is alive. */
  renew(bytes: number, tensors: number): void {
    this.bytesLimit = 2 * bytes + baseBytes;
    this.tensorsLimit = 2 * tensors + baseTensors;
  }

  /** Limits that a passing peak has raised come down again, little by little: a step that needs much memory every time
   *  does not pay for a collection every time. */
  ease(bytes: number, tensors: number): void {
    this.bytesLimit = Math.max(0.95 * this.bytesLimit, Math.min(this.bytesLimit, 2 * bytes + baseBytes));
    this.tensorsLimit = Math.max(
      0.95 * this.tensorsLimit,
      Math.min(this.tensorsLimit, 2 * tensors + baseTensors),
    );
  }
}
