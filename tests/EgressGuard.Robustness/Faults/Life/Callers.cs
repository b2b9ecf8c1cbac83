using System.Collections.Concurrent;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>Callers that send the same review again and again, in the long version without pause, and look at every answer.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private static readonly Uri Validate = new("/validate?timeout=10s", UriKind.Relative);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(Length.Of(10, 0));

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly ConcurrentQueue<ReviewResponse> _wrong = new();
    private readonly byte[] _review;
    private readonly Func<ReviewResponse, bool> _isRight;
    private readonly Task _calls;
    private int _answered;

    private Callers(WebhookProcess webhook, byte[] review, Func<ReviewResponse, bool> isRight, int count)
    {
        (_review, _isRight) = (review, isRight);
        _calls = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => CallAsync(webhook))));
    }

    /// <summary>How many answers were right so far.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Calls that got no review for an answer.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>Begins to send a ServiceEntry, which has to be refused.</summary>
    public static Callers Refused(WebhookProcess webhook, int count = 4) =>
        Start(webhook, Encoding.UTF8.GetBytes(Samples.OpenServiceEntry), answer => answer is { Allowed: false, Code: 403 }, count);

    /// <summary>Begins to send a review, and every answer has to be as it says.</summary>
    public static Callers Start(WebhookProcess webhook, byte[] review, Func<ReviewResponse, bool> isRight, int count = 4) =>
        new(webhook, review, isRight, count);

    /// <summary>Waits until so many more were answered rightly, or one wrongly, which <see cref="EndAsync"/> tells.</summary>
    public async Task MoreAsync(int count)
    {
        var enough = Answered + count;
        await Waiting.ForAsync(
            TimeSpan.FromSeconds(60),
            () => Task.FromResult(Answered >= enough || !_wrong.IsEmpty),
            () => $"{count} reviews; failed: {string.Join('\n', _failed.Take(3))}");
    }

    /// <summary>Stops, and fails if an answer was wrong; a call without an answer is the test's to judge.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _calls;
        Assert.Empty(_wrong);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calls;
        _stop.Dispose();
    }

    private async Task CallAsync(WebhookProcess webhook)
    {
        using var client = webhook.NewClient(isNameChecked: false);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await CallOnceAsync(client);
                await Task.Delay(Pause);
            }
            catch (Exception exception)
            {
                _failed.Enqueue(exception.ToString());
                await Task.Delay(10);
            }
        }
    }

    private async Task CallOnceAsync(HttpClient client)
    {
        using var body = new ReadOnlyMemoryContent(_review) { Headers = { ContentType = new("application/json") } };
        using var response = await client.PostAsync(Validate, body);
        var answer = ApiServerContract.Verify(
            AdmissionPhase.Validate,
            Samples.Uid,
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsByteArrayAsync());
        if (_isRight(answer))
        {
            Interlocked.Increment(ref _answered);
        }
        else
        {
            _wrong.Enqueue(answer);
        }
    }
}
