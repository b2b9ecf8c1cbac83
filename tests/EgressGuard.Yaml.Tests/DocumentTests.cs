using System.Text;

namespace EgressGuard.Yaml.Tests;

/// <summary>How a file is cut into documents, and its bytes into characters.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void Reads_documents_with_the_lines_of_the_file()
    {
        var manifests = Manifests.Read("# first\n---\nkind: A\n---   # comment\n\n\nkind: B\n---\nnull\n---\n---\n  kind: C");
        Assert.Equal(["""{"kind":"A"}""", """{"kind":"B"}""", """{"kind":"C"}"""], manifests.Select(Manifests.Json));
        Assert.Equal([3, 7, 12], manifests.Select(m => m.Line));
        Assert.All(manifests, m => Assert.Equal("f.yaml", m.Source));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n---\n--- # x\n")]
    [InlineData("null\n---\n~\n---\n")]
    public void Reads_nothing_from_empty_documents(string text) => Assert.Empty(Manifests.Read(text));

    [Theory]
    [InlineData("kind: A\n---x\n", "f.yaml:2:4: a line starting with --- separates documents, but 'x' follows; put it on the next line, or indent the line if it is text")]
    [InlineData("kind: A\n--- {a: b}\n", "f.yaml:2:4: a line starting with --- separates documents, but '{a: b}' follows; put it on the next line, or indent the line if it is text")]
    [InlineData("----\n", "f.yaml:1:4: a line starting with --- separates documents, but '-' follows; put it on the next line, or indent the line if it is text")]
    [InlineData("kind: A\nv: |\n  a\n--- BEGIN\n", "f.yaml:4:4: a line starting with --- separates documents, but 'BEGIN' follows; put it on the next line, or indent the line if it is text")]
    [InlineData("%YAML 1.1\n---\nkind: A\n", "f.yaml:1:11: not readable as YAML: did not find expected <document start>")]
    [InlineData("- a\n", "f.yaml:1:1: a manifest is a mapping (key: value), and this document is not; start it with apiVersion and kind")]
    [InlineData("kind: A\n---\n5\n", "f.yaml:3:1: a manifest is a mapping (key: value), and this document is not; start it with apiVersion and kind")]
    [InlineData("...\nkind: A\n", "f.yaml:1:1: not readable as YAML behind this place; check quotes, brackets and commas")]
    public void Rejects_documents_that_kubectl_rejects(string text, string message) => Assert.Equal(message, Manifests.Message(text));

    [Fact]
    public void Reads_the_documents_before_an_unreadable_one_first()
    {
        using var manifests = ManifestReader.Read("kind: A\n---\n[\n"u8.ToArray(), "f.yaml").GetEnumerator();
        Assert.True(manifests.MoveNext());
        Assert.Throws<ManifestException>(() => manifests.MoveNext());
    }

    [Fact]
    public void Reports_a_document_that_kubectl_ignores()
    {
        var manifest = Manifests.Single("kind: A\n...\nkind: B\n");
        var issue = Assert.Single(manifest.Issues);
        Assert.Equal(
            new ManifestIssue(ManifestIssueKind.ContentAfterDocumentEnd, "", 3, 1, "kubectl ignores this document, because no --- line separates it from the one before; write --- above it"),
            issue);
        Assert.Equal("""{"kind":"A"}""", manifest.Json());
    }

    [Fact]
    public void Rejects_a_hidden_document_behind_an_empty_one() =>
        Assert.Equal(
            "f.yaml:3:1: nothing would be sent from this document: kubectl ignores this document, because no --- line separates it from the one before; write --- above it",
            Manifests.Message("null\n...\nkind: B\n"));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Reads_a_byte_order_mark(string encoding)
    {
        var utf = Encoding.GetEncoding(encoding);
        foreach (var text in new[] { "kind: Ä😀\n", """{"kind":"Ä😀"}""" })
        {
            byte[] bytes = [.. utf.GetPreamble(), .. utf.GetBytes(text)];
            Assert.Equal("""{"kind":"Ä😀"}""", System.Text.RegularExpressions.Regex.Unescape(Assert.Single(Manifests.Read(bytes)).Json()));
        }
    }

    [Fact]
    public void Reads_a_stream_that_hands_out_one_byte_at_a_time()
    {
        byte[] utf16 = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("kind: A\n---\nkind: B")];
        foreach (var bytes in new[] { "kind: A\n---\nkind: B"u8.ToArray(), "{\"kind\":\"A\"}{\"kind\":\"B\"}null"u8.ToArray(), utf16 })
        {
            using var stream = new DrippingStream(bytes);
            Assert.Equal(["""{"kind":"A"}""", """{"kind":"B"}"""], ManifestReader.Read(stream, "f").Select(Manifests.Json));
        }
    }

    [Fact]
    public void Reads_broken_UTF8_as_replacement_characters()
    {
        byte[] yaml = [.. "kind: A\nv: a"u8, 0xFF, 0xE2, 0x82, .. "b\n"u8];
        byte[] json = [.. "{\"kind\":\"A\",\"v\":\"a"u8, 0xFF, 0xE2, 0x82, .. "b\"}"u8];
        Assert.Equal("{\"kind\":\"A\",\"v\":\"a\uFFFD\uFFFDb\"}", Assert.Single(Manifests.Read(yaml)).Json());
        Assert.Equal("{\"kind\":\"A\",\"v\":\"a\uFFFD\uFFFDb\"}", Assert.Single(Manifests.Read(json)).Json());
    }

    [Fact]
    public void Reads_CRLF_and_a_last_line_without_end_as_kubectl_does() =>
        Assert.Equal("""{"kind":"A","v":"a\nb\n"}""", Manifests.Single("kind: A\r\nv: |\r\n  a\r\n  b").Json());

    [Theory]
    [InlineData("kind: A\nv: \u0001\n", "f.yaml:2:4: the control character U+0001 is not allowed in YAML; write it as an escape in double quotes")]
    [InlineData("kind: A\n---\nkind: B\nv: '\uFFFE'\n", "f.yaml:4:5: the control character U+FFFE is not allowed in YAML; write it as an escape in double quotes")]
    public void Rejects_control_characters(string text, string message) => Assert.Equal(message, Manifests.Message(text));

    [Fact]
    public void Reads_a_text_again()
    {
        var manifests = ManifestReader.Read("kind: A\n"u8.ToArray(), "f");
        Assert.Single(manifests);
        Assert.Single(manifests);
    }

    private sealed class DrippingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }
}
