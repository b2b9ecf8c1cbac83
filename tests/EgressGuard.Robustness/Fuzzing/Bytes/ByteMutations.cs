using System.Text;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>Mutations that know nothing of JSON: what a broken sender, network or disk makes of bytes.</summary>
internal static class ByteMutations
{
    public static IReadOnlyList<Func<Random, byte[], byte[], byte[]>> All { get; } =
    [
        FlipBits, OverwriteBytes, DeleteRange, DuplicateRange, MoveRange, Splice, Truncate, CutStart, InvalidUtf8, Nul, ByteOrderMark, OtherEncoding, TrailingGarbage,
    ];

    private static readonly byte[][] BadUtf8 =
    [
        [0xFF], [0xFE, 0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xC3],
    ];

    private static readonly string[] Trails = ["{}", "]", "}", ",", "\0", "\n\n{}", "null", "\u001a", " \t\r\n ", "/* x */", "// x", "\"", "1"];

    private static byte[] FlipBits(Random random, byte[] review, byte[] other)
    {
        var bytes = review.ToArray();
        for (var i = random.Next(1, 5); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    private static byte[] OverwriteBytes(Random random, byte[] review, byte[] other)
    {
        var (start, length) = Range(random, review, 8);
        var junk = new byte[length];
        random.NextBytes(junk);
        return review.Replace(start, length, junk);
    }

    private static byte[] DeleteRange(Random random, byte[] review, byte[] other)
    {
        var (start, length) = Range(random, review, 64);
        return review.Replace(start, length, []);
    }

    private static byte[] DuplicateRange(Random random, byte[] review, byte[] other)
    {
        var (start, length) = Range(random, review, 256);
        return review.Insert(start, review.AsSpan(start, length).ToArray());
    }

    private static byte[] MoveRange(Random random, byte[] review, byte[] other)
    {
        var (start, length) = Range(random, review, 128);
        var part = review.AsSpan(start, length).ToArray();
        var rest = review.Replace(start, length, []);
        return rest.Insert(random.Next(rest.Length + 1), part);
    }

    private static byte[] Splice(Random random, byte[] review, byte[] other) =>
        [.. review.AsSpan(0, random.Next(review.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];

    private static byte[] Truncate(Random random, byte[] review, byte[] other) => review[..random.Next(review.Length + 1)];

    private static byte[] CutStart(Random random, byte[] review, byte[] other) => review[random.Next(Math.Min(review.Length, 64) + 1)..];

    private static byte[] InvalidUtf8(Random random, byte[] review, byte[] other) => review.Insert(random.Next(review.Length + 1), random.Pick(BadUtf8));

    private static byte[] Nul(Random random, byte[] review, byte[] other) => review.Insert(random.Next(review.Length + 1), new byte[random.Next(1, 5)]);

    private static byte[] ByteOrderMark(Random random, byte[] review, byte[] other) =>
        review.Insert(random.Next(4) == 0 ? random.Next(review.Length + 1) : 0, random.Pick<byte[]>([[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]]));

    private static byte[] OtherEncoding(Random random, byte[] review, byte[] other) =>
        random.Pick<Encoding>([Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32]).GetBytes(Encoding.UTF8.GetString(review));

    private static byte[] TrailingGarbage(Random random, byte[] review, byte[] other) => [.. review, .. Encoding.UTF8.GetBytes(random.Pick(Trails))];

    private static (int Start, int Length) Range(Random random, byte[] bytes, int longest)
    {
        var start = random.Next(bytes.Length + 1);
        return (start, Math.Min(random.Next(1, longest + 1), bytes.Length - start));
    }
}
