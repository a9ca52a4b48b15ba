import Type, { type Static, type TSchema, type TUnsafe } from 'typebox'

type Plain = string | number | bigint | boolean | null | undefined
type Mutable<T> = T extends Plain ? T : { -readonly [K in keyof T]: Mutable<T[K]> }
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/**
 * Binds a TypeBox schema to the interface that documents the same value:
 * `typed<GateOptions>()(Type.Object({…}))`. The compiler rejects a schema whose type differs from that
 * interface (`readonly` aside), so the two cannot diverge.
 */
export function typed<T>(): <S extends TSchema>(
  schema: Same<Mutable<Static<S>>, Mutable<T>> extends true ? S : { readonly 'not the type': Static<S> },
) => TUnsafe<T> {
  return (schema) => Type.Unsafe<T>(schema)
}
