using System.Text;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>Changes of bytes at a place.</summary>
internal static class Edit
{
    public static byte[] Replace(this byte[] bytes, int start, int length, ReadOnlySpan<byte> by) =>
        [.. bytes.AsSpan(0, start), .. by, .. bytes.AsSpan(start + length)];

    public static byte[] Replace(this byte[] bytes, Token token, string by) => bytes.Replace(token.Start, token.Length, Encoding.UTF8.GetBytes(by));

    public static byte[] Insert(this byte[] bytes, int at, ReadOnlySpan<byte> what) => bytes.Replace(at, 0, what);

    public static string Text(this byte[] bytes, Token token) => Encoding.UTF8.GetString(bytes, token.Start, token.Length);

    public static T Pick<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
