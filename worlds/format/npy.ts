/** Reading and writing of `.npy` vector files, with messages that name the file. */
import { dump, parse } from "npyjs";
import { BillpError, messageOf } from "../../core/errors.ts";
import type { Table } from "../reward-model.ts";

/** Bytes of a `.npy` file of this shape (one or two dimensions), in the type of the array. */
export function toNpy(data: Float32Array | Int8Array | Int16Array, shape: readonly number[]): Uint8Array {
  return new Uint8Array(dump(data, [...shape]));
}

/**
 * Reads a `.npy` file of numbers as a table; one dimension becomes one column.
 * @param rows Expected rows; @param columns expected columns, null: any.
 * @throws BillpError `bad-world` naming the file and the misfit of shape or type.
 */
export function fromNpy(bytes: Uint8Array, file: string, rows: number, columns: number | null): Table {
  const { data: raw, shape, fortranOrder } = parsed(bytes, file);
  // numpy's default integers have 64 bits; ratings and distances fit a double.
  const data = raw instanceof BigInt64Array || raw instanceof BigUint64Array ? Float64Array.from(raw, Number) : raw;
  const found = shape.length === 1 ? [shape[0] as number, 1] : shape;
  const fits = found.length === 2 && found[0] === rows && (columns === null || found[1] === columns);
  if (!fits || fortranOrder) {
    const order = fortranOrder ? " in Fortran order" : "";
    throw broken(file, `has shape ${shape.join(" × ")}${order}, expected ${rows} × ${columns ?? "any"} in C order`);
  }
  const size = rows * (found[1] as number);
  if (!isNumbers(data) || data.length !== size) throw broken(file, `does not hold ${size} plain numbers`);
  for (let i = 0; i < size; i++) {
    if (!Number.isFinite(data[i])) throw broken(file, `holds a value that is no finite number at position ${i}`);
  }
  return { data, rows, columns: found[1] as number };
}

function parsed(bytes: Uint8Array, file: string): ReturnType<typeof parse> {
  try {
    return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  } catch (error) {
    throw broken(file, `is no readable .npy file (${messageOf(error)})`);
  }
}

function isNumbers(data: ArrayBufferView): data is Float32Array {
  const kinds = [Float32Array, Float64Array, Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array];
  return kinds.some((kind) => data instanceof kind);
}

function broken(file: string, what: string): BillpError {
  return new BillpError("bad-world", `World file ${file} ${what}.`, {
    hint: "Build the world again, or restore the file from where it came.",
  });
}
