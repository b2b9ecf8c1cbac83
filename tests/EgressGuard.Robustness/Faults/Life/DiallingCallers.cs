using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>Callers that dial anew for each review and trust nothing but some roots. What they fetch elsewhere is nothing.</summary>
internal sealed class DiallingCallers : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly X509Certificate2Collection _roots = [];
    private readonly Task _calls;
    private int _answered;

    public DiallingCallers(WebhookProcess webhook, IEnumerable<string> roots)
    {
        foreach (var root in roots)
        {
            _roots.ImportFromPem(root);
        }

        _calls = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => CallAsync(webhook))));
    }

    /// <summary>The thumbprints of all certificates that were served, in their order.</summary>
    public IReadOnlyList<string> Seen => [.. _seen.Distinct()];

    /// <summary>Waits until so many more were answered, or one was not.</summary>
    public Task MoreAsync(int count)
    {
        var enough = Volatile.Read(ref _answered) + count;
        return Eventually.IsTrueAsync(() => Volatile.Read(ref _answered) >= enough || !_failed.IsEmpty, $"{count} more reviews");
    }

    /// <summary>Stops, and fails if a call did.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _calls;
        Assert.Empty(_failed);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calls;
        _stop.Dispose();
    }

    private async Task CallAsync(WebhookProcess webhook)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await CallOnceAsync(webhook.AdmissionPort);
                Interlocked.Increment(ref _answered);
                await Task.Delay(Length.Of(25, 0));
            }
            catch (Exception exception)
            {
                _failed.Enqueue(exception.ToString());
                await Task.Delay(50);
            }
        }
    }

    private async Task CallOnceAsync(int port)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, sent, errors) =>
                {
                    _seen.Enqueue(certificate!.GetCertHashString());
                    return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                        && _roots.Any(root => IsSignedBy(root, (X509Certificate2)certificate, sent!.ChainPolicy.ExtraStore));
                },
            },
        });
        using var body = new StringContent(Samples.OpenServiceEntry, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"https://localhost:{port}/validate?timeout=10s"), body);
        var answer = ApiServerContract.Verify(
            AdmissionPhase.Validate,
            Samples.Uid,
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(403, answer.Code);
    }

    /// <summary>Whether what was sent leads to a root. One root at a time: they have the same name.</summary>
    private static bool IsSignedBy(X509Certificate2 root, X509Certificate2 leaf, X509Certificate2Collection sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        return chain.Build(leaf);
    }
}
