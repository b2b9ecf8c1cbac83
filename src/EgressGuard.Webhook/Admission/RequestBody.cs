using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;

namespace EgressGuard.Webhook.Admission;

/// <summary>How the reading of a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>All of it is there.</summary>
    Complete,

    /// <summary>There is more of it than was asked for.</summary>
    More,

    /// <summary>It is longer than any review.</summary>
    TooLong,

    /// <summary>The deadline came first, or the sender was too slow for the server.</summary>
    TooSlow,

    /// <summary>It ended before its Content-Length, or its chunks are not chunks.</summary>
    Broken,

    /// <summary>The caller hung up; there is nobody to answer.</summary>
    Abandoned,
}

/// <summary>Reads the body of a review.</summary>
internal static class RequestBody
{
    /// <summary>
    /// The longest body: the API server takes objects of at most 3 MiB, a review holds two, and less than 1 MiB comes around them
    /// (engineering.md 3.1). To take less would be a bypass wherever a failed call lets the object in.
    /// </summary>
    public const int Limit = 7 * 1024 * 1024;

    /// <summary>Longer than nearly every review. What is shorter takes no slot while it arrives.</summary>
    public const int UsualLength = 64 * 1024;

    // A sender that is answered before it has sent everything may never see the answer, because the connection is reset under it.
    // So what is over the limit is thrown away as it arrives, within reason.
    private const long DiscardLimit = 4L * Limit;

    /// <summary>Reads the body, or goes on reading it, into a buffer, which holds what has arrived in every case.</summary>
    /// <param name="http">The request.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="enough">The length at which to stop for now; <see cref="Limit"/> for all of it.</param>
    /// <param name="deadline">When to give up.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<BodyEnd> ReadAsync(HttpContext http, PooledBuffer buffer, int enough, CancellationToken deadline)
    {
        var size = http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
        if (!size.IsReadOnly)
        {
            size.MaxRequestBodySize = DiscardLimit;
        }

        // A read that is cancelled by its token is never ended: the server would fail at the rest of the body, and log an error for each
        // slow caller.
        var body = http.Request.BodyReader;
        using var wake = deadline.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body);
        var isTooLong = false;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(CancellationToken.None);
                if (read.IsCanceled)
                {
                    body.AdvanceTo(read.Buffer.Start);
                    return http.RequestAborted.IsCancellationRequested ? BodyEnd.Abandoned : isTooLong ? BodyEnd.TooLong : BodyEnd.TooSlow;
                }

                foreach (var part in read.Buffer)
                {
                    isTooLong |= buffer.Length + part.Length > Limit;
                    if (!isTooLong)
                    {
                        buffer.Write(part.Span);
                    }
                }

                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return isTooLong ? BodyEnd.TooLong : BodyEnd.Complete;
                }

                if (!isTooLong && enough < Limit && buffer.Length >= enough)
                {
                    return BodyEnd.More;
                }
            }
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => BodyEnd.TooLong,
                StatusCodes.Status408RequestTimeout => BodyEnd.TooSlow,
                _ => BodyEnd.Broken,
            };
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The connection is gone, or the length of a chunk is beyond all numbers.
            return http.RequestAborted.IsCancellationRequested ? BodyEnd.Abandoned : BodyEnd.Broken;
        }
    }
}
