using System.Text;

namespace EgressGuard.Yaml.Tests;

/// <summary>Keeps other tests from running beside those that measure the memory of the whole process.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

/// <summary>Large input: bounded memory, or a clear error.</summary>
[Collection("alone")]
public sealed class StreamingTests
{
    private const string Yaml = "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  text: 0123456789012345678901234567890123456789\n";
    private const string Json = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"text":"0123456789012345678901234567890123456789"}}""" + "\n";

    [Theory]
    [InlineData(Yaml)]
    [InlineData(Json)]
    public void Streams_small_documents_in_little_memory(string unit)
    {
        const int Size = 20_000_000;
        using var stream = new RepeatingStream(Encoding.UTF8.GetBytes(unit), Size);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long peak = 0;
        var count = 0;
        foreach (var manifest in ManifestReader.Read(stream, "-"))
        {
            count++;
            if (count % 20_000 == 0)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(Size / unit.Length, count);
        Assert.InRange(peak, long.MinValue, 4_000_000);
    }

    [Fact]
    public void Reads_lazily()
    {
        using var stream = new RepeatingStream(Encoding.UTF8.GetBytes(Yaml), long.MaxValue / 2);
        Assert.Equal(3, ManifestReader.Read(stream, "-").Take(3).Count());
        Assert.InRange(stream.Position, 1, 200_000);
    }

    [Fact]
    public void Rejects_a_stream_without_an_end_of_document()
    {
        using var stream = new RepeatingStream("a: 1\n"u8.ToArray(), long.MaxValue / 2);
        Assert.Equal(
            "-:1:1: the document starting here is larger than 33554432 bytes; split it with --- lines",
            Assert.Throws<ManifestException>(() => ManifestReader.Read(stream, "-").Count()).Message);
    }

    [Fact]
    public void Rejects_a_line_without_an_end()
    {
        using var stream = new RepeatingStream("a"u8.ToArray(), long.MaxValue / 2);
        Assert.Equal(
            "-:1:1: the document starting here is larger than 1000000 bytes; split it with --- lines",
            Assert.Throws<ManifestException>(() => ManifestReader.Read(stream, "-", new ManifestLimits { MaxDocumentBytes = 1_000_000 }).Count()).Message);
    }

    [Fact]
    public void Reads_a_huge_text()
    {
        var text = new string('x', 10_000_000);
        Assert.Equal(text.Length + 19, Manifests.Single($"kind: A\nv: |-\n  {text}\n").Json.Length);
        Assert.Equal(text.Length + 19, Manifests.Single($"kind: A\nv: \"{text}\"\n").Json.Length);
    }

    [Fact]
    public void Reads_a_wide_mapping_in_linear_time()
    {
        // Quadratic look-ups would take minutes.
        var manifest = Manifests.Single("kind: A\nv:\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"  key{i}: {i}\n")));
        Assert.Equal(200_002, manifest.Positions.Find("/v/key199999").Line);
    }

    private sealed class RepeatingStream(byte[] unit, long size) : Stream
    {
        private readonly long _end = size / unit.Length * unit.Length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = (int)Math.Min(count, _end - Position);
            for (var i = 0; i < length;)
            {
                var from = (int)(Position % unit.Length);
                var part = Math.Min(length - i, unit.Length - from);
                unit.AsSpan(from, part).CopyTo(buffer.AsSpan(offset + i));
                Position += part;
                i += part;
            }

            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
