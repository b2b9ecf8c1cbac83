using System.Globalization;
using System.Net.Sockets;
using EgressGuard.Testing;

namespace EgressGuard.Robustness.Faults;

/// <summary>Many connections at once.</summary>
internal static class Attackers
{
    /// <summary>Files that the tests and the webhook need besides.</summary>
    private const int Spared = 500;

    /// <summary>As many connections as were wanted, or as the limits of both processes allow. Fewer than 500 show nothing.</summary>
    public static int Affordable(WebhookProcess webhook, int wanted)
    {
        var count = Math.Min(wanted, Math.Min(Limit("self"), Limit(webhook.Id.ToString(CultureInfo.InvariantCulture))) - Spared);
        Assert.SkipWhen(count < Math.Min(wanted, 500), $"The limit of open files leaves room for {count} connections; {wanted} were wanted.");
        TestContext.Current.SendDiagnosticMessage($"{count} connections of {wanted} that were wanted.");
        return count;
    }

    /// <summary>Does something so many times, a few at once.</summary>
    public static async Task<T[]> ManyAsync<T>(int count, Func<int, Task<T>> open)
    {
        var opened = new T[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => opened[i] = await open(i));
        return opened;
    }

    /// <summary>A connection without TLS.</summary>
    public static async Task<TcpClient> DialAsync(WebhookProcess webhook)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("localhost", webhook.AdmissionPort);
        return tcp;
    }

    /// <summary>Waits until the other side has closed, and gives what it had sent.</summary>
    public static async Task<byte[]> UntilClosedAsync(this Stream stream, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        using var sent = new MemoryStream();
        try
        {
            await stream.CopyToAsync(sent, deadline.Token);
        }
        catch (IOException)
        {
            // A reset closes it as well.
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The connection was still open after {patience.TotalSeconds:0} s.", exception);
        }

        return sent.ToArray();
    }

    private static int Limit(string process) => int.Parse(
        File.ReadLines($"/proc/{process}/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3],
        CultureInfo.InvariantCulture);
}
