using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Client;

/// <summary>Whether a request that failed is tried again, and after how long. One plan a request.</summary>
internal sealed class RetryPlan(ApiOptions options, HttpMethod method)
{
    private const int MaxResets = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly long _start = options.Time.GetTimestamp();
    private int _tries;
    private int _resets;
    private bool _wasRefused;

    /// <summary>How long to wait before the next try; null to give up.</summary>
    public TimeSpan? Next(Exception failure)
    {
        var wait = ++_tries >= options.MaxTries ? null : Wanted(failure);
        return options.Time.GetElapsedTime(_start) + wait <= options.MaxRetrying ? wait : null;
    }

    private TimeSpan? Wanted(Exception failure)
    {
        switch (failure)
        {
            case ApiException { Error.Code: 401 } when !_wasRefused:
                _wasRefused = true;
                return TimeSpan.Zero;
            case ApiException { Error: { Code: 429 or >= 500, RetryAfter: { } wait } }:
                // "At once" from a server that has too much to do would be ten requests in a row, from each guard and for each kind.
                return wait > Pause ? wait : Pause;

            // A write may have been done although its answer was lost; a read does no harm twice.
            case HttpRequestException or IOException when method == HttpMethod.Get && IsReset(failure) && _resets < MaxResets:
                return _resets++ == 0 ? TimeSpan.Zero : Pause;
            default:
                return null;
        }
    }

    /// <summary>The connection stood, and was lost.</summary>
    private static bool IsReset(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError } => false,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError } => false,
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError } => true,
        HttpRequestException exception => exception.InnerException is IOException,
        _ => failure is IOException,
    };
}
