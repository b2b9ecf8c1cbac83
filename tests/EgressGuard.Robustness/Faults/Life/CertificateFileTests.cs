using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>
/// The files of the certificate are replaced by whatever a file system can hold, and written anew in small pieces, while callers that
/// trust nothing but the roots dial again for every review. No handshake fails: the last good pair is served with its intermediate until
/// the new one is whole. What is wrong is told and counted.
/// </summary>
public sealed class CertificateFileTests
{
    private const string Reloads = "egressguard_certificate_reloads_total";

    [Fact]
    public async Task No_handshake_fails_whatever_the_files_are()
    {
        using var directory = new TemporaryDirectory();
        var (first, other) = (TestCertificate.Create(), TestCertificate.Create());
        var (certificate, key) = (directory.Write("tls.crt", first.Chain), directory.Write("tls.key", first.Key));
        await using var webhook = await WebhookProcess.StartAsync("--certificate", certificate, "--key", key);
        await using var callers = new DiallingCallers(webhook, [first.Root, other.Root]);

        var sound = first.Chain;
        async Task IsRefusedAsync(string what, string file, Action<string> put)
        {
            await IsCountedAsync(webhook, callers, "failure", what, () => put(file));
            BrokenFile.Text(key, first.Key);
            sound += "\n"; // other bytes, so that taking them is counted
            await IsCountedAsync(webhook, callers, "success", $"the end of {what}", () => BrokenFile.Text(certificate, sound));
        }

        foreach (var (name, put) in BrokenFile.Some)
        {
            await IsRefusedAsync($"{name} as a certificate", certificate, put);
            if (Length.IsLong)
            {
                await IsRefusedAsync($"{name} as a key", key, put);
            }
        }

        await IsRefusedAsync("half of the key", key, path => BrokenFile.Text(path, first.Key[..60]));
        await IsRefusedAsync("another key", key, path => BrokenFile.Text(path, other.Key));
        await IsRefusedAsync("a chain that breaks off", certificate, path => BrokenFile.Text(path, first.Chain[..^100]));
        await IsRefusedAsync("an empty certificate", certificate, path => BrokenFile.Text(path, ""));
        if (Environment.UserName != "root")
        {
            await IsRefusedAsync("one that may not be read", certificate, BrokenFile.Forbid);
        }

        Assert.Equal([first.Thumbprint], callers.Seen);
        await callers.EndAsync();
    }

    [Fact]
    public async Task One_that_is_written_in_pieces_is_taken_when_it_is_whole()
    {
        using var directory = new TemporaryDirectory();
        var first = TestCertificate.Create();
        var (certificate, key) = (directory.Write("tls.crt", first.Chain), directory.Write("tls.key", first.Key));
        await using var webhook = await WebhookProcess.StartAsync("--certificate", certificate, "--key", key);
        var next = Enumerable.Range(0, Length.Of(1, 10)).Select(_ => TestCertificate.Create()).ToArray();
        await using var callers = new DiallingCallers(webhook, [first.Root, .. next.Select(one => one.Root)]);
        foreach (var one in next)
        {
            await WriteInPiecesAsync(key, one.Key, pauseAfter: 100);
            // The leaf and its key are whole, and the intermediate is not, for longer than anything settles.
            await WriteInPiecesAsync(certificate, one.Chain, pauseAfter: one.Chain.Length - 200);
            await Eventually.IsTrueAsync(() => callers.Seen.Contains(one.Thumbprint), "the new certificate");
        }

        await callers.EndAsync();
        Assert.Equal([first.Thumbprint, .. next.Select(one => one.Thumbprint)], callers.Seen);
        Assert.Equal(next.Length, await webhook.MetricAsync(Reloads, ("result", "success")));
    }

    private static async Task IsCountedAsync(WebhookProcess webhook, DiallingCallers callers, string result, string what, Action put)
    {
        var before = await webhook.MetricAsync(Reloads, ("result", result));
        put();
        await Waiting.ForAsync(
            TimeSpan.FromSeconds(40), async () => await webhook.MetricAsync(Reloads, ("result", result)) > before, $"word of {what}");
        await callers.MoreAsync(2);
    }

    private static async Task WriteInPiecesAsync(string path, string text, int pauseAfter)
    {
        const int Piece = 25;
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var start = 0; start < text.Length; start += Piece)
        {
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text[start..Math.Min(start + Piece, text.Length)]));
            await Task.Delay(start <= pauseAfter && pauseAfter < start + Piece ? 1000 : 5);
        }
    }
}
