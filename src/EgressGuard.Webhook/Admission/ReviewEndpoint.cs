using System.Diagnostics;
using EgressGuard.Core.Admission;
using EgressGuard.Webhook.Auditing.Events;
using EgressGuard.Webhook.Draining;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Live;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Telemetry;

namespace EgressGuard.Webhook.Admission;

/// <summary>
/// From an HTTP request to an HTTP response. Whenever a uid was read, the response is a review with status 200, whatever went wrong:
/// any other status is a failed call, which <c>failurePolicy: Ignore</c> turns into an allow (engineering.md section 0, 2).
/// </summary>
internal sealed class ReviewEndpoint(
    CurrentBasis basis, ReviewSlots slots, DecisionLog log, ReviewMetrics metrics, TimeProvider time, LiveReview? live = null, EventWriter? events = null)
{
    private static CancellationToken NoTime { get; } = new(canceled: true);

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext http, AdmissionPhase phase) =>
        ReviewSpan.Start(http, phase) is { } span ? AnswerTracedAsync(http, phase, span) : AnswerAsync(http, phase, span: null);

    private async Task AnswerTracedAsync(HttpContext http, AdmissionPhase phase, Activity span)
    {
        using (span)
        {
            await AnswerAsync(http, phase, span);
            span.Ended(http);
        }
    }

    private async Task AnswerAsync(HttpContext http, AdmissionPhase phase, Activity? span)
    {
        var start = Stopwatch.GetTimestamp();
        using var presence = metrics.Enter();
        if (!MediaType.IsAccepted(http.Request.ContentType))
        {
            metrics.Rejected(Rejection.MediaType);
            await http.Response.SayAsync(
                StatusCodes.Status415UnsupportedMediaType, "An AdmissionReview is sent with the header 'Content-Type: application/json'.");
            return;
        }

        using var deadline = ReviewDeadline.Start(http);
        using var body = new PooledBuffer();
        var end = await RequestBody.ReadAsync(http, body, RequestBody.UsualLength, deadline.Token);
        using var room = end == BodyEnd.More ? await slots.TakeForLongBodyAsync(deadline.Token) : null;
        if (room is not null)
        {
            body.Reserve((int)Math.Min(http.Request.ContentLength ?? 0, RequestBody.Limit));
            end = await RequestBody.ReadAsync(http, body, RequestBody.Limit, deadline.Token);
        }

        if (end != BodyEnd.Complete)
        {
            // What is left of the body cannot be told from the next request.
            http.Response.Headers.Connection = "close";
            http.Response.OnCompleted(static budget => Ended((ConnectionBudget?)budget), http.Features.Get<ConnectionBudget>()!);
        }

        switch (end)
        {
            case BodyEnd.Abandoned:
                metrics.Rejected(Rejection.Abandoned);
                http.Abort(); // nobody is there; and what is not answered must never look like an answer
                return;
            case BodyEnd.More:
                await RefuseForNowAsync(http);
                return;
            case BodyEnd.TooLong:
                metrics.Rejected(Rejection.TooLarge);
                log.Unreadable(http, "The body is longer than 7 MiB.");
                await http.Response.SayAsync(
                    StatusCodes.Status413PayloadTooLarge, "The body is longer than 7 MiB, which is more than an API server ever sends.");
                return;
        }

        using var slot = end == BodyEnd.Complete ? await slots.TakeAsync(body.Length, deadline.Token) : null;
        if (slot is null && end == BodyEnd.Complete)
        {
            await RefuseForNowAsync(http);
            return;
        }

        if (live is { IsReady: false })
        {
            metrics.Rejected(Rejection.NotReady);
            await AskAgainAsync(http, "EgressGuard has not read the cluster yet. Try again.");
            return;
        }

        var now = basis.Current.At(time.GetUtcNow());
        var answer = end != BodyEnd.Complete ? Refuse(end, AdmissionReviewer.Review(phase, body.Written, now, NoTime))
            : live is null ? AdmissionReviewer.Review(phase, body.Written, now, deadline.Token)
            : await live.ReviewAsync(phase, body.Written, now, deadline.Token);
        if (answer.Uid is null)
        {
            metrics.Rejected(end == BodyEnd.TooSlow ? Rejection.Deadline : Rejection.BadBody);
            log.Unreadable(http, answer.Message);
            await http.Response.SayAsync(
                end == BodyEnd.TooSlow ? StatusCodes.Status408RequestTimeout : StatusCodes.Status400BadRequest, answer.Message);
            return;
        }

        using var review = new PooledBuffer();
        answer = Write(answer, review);
        var took = Stopwatch.GetElapsedTime(start);
        metrics.Answered(phase, answer, took);
        span.Answered(answer);
        log.Decision(phase, answer, took);
        http.Response.ContentType = MediaType.Json;
        http.Response.ContentLength = review.Length;
        // Not until the deadline: it may just have passed, and the answer says so.
        await http.Response.Body.WriteAsync(review.Written, http.RequestAborted);
        // The caller has its answer, and the request's bytes are still there.
        events?.Tell(answer);
    }

    private static Task Ended(ConnectionBudget? budget)
    {
        // Nothing of the request waits for it.
        _ = budget?.CutSoonAsync();
        return Task.CompletedTask;
    }

    private Task RefuseForNowAsync(HttpContext http)
    {
        metrics.Rejected(http.RequestAborted.IsCancellationRequested ? Rejection.Abandoned : Rejection.TooMany);
        log.Overloaded();
        return AskAgainAsync(http, "EgressGuard has more reviews than it can judge at a time. Try again.");
    }

    /// <summary>The API server repeats a call that is answered so, and only then (engineering.md 3.1).</summary>
    private static Task AskAgainAsync(HttpContext http, string why)
    {
        http.Response.Headers.RetryAfter = "1";
        return http.Response.SayAsync(StatusCodes.Status429TooManyRequests, why);
    }

    /// <summary>A body that did not arrive is not judged by what did: it has no slot for that.</summary>
    private static AdmissionAnswer Refuse(BodyEnd end, AdmissionAnswer answer)
    {
        var (code, message) = end == BodyEnd.TooSlow
            ? (RefusalCode.Timeout, "EgressGuard did not receive all of this review in time. Try again.")
            : (RefusalCode.BadRequest,
                "This review cannot be answered: its body ended before its Content-Length or in the middle of a chunk.");
        return new AdmissionAnswer { Uid = answer.Uid, Request = answer.Request, Code = code, Message = message };
    }

    private static AdmissionAnswer Write(AdmissionAnswer answer, PooledBuffer review)
    {
        try
        {
            answer.WriteTo(review);
            return answer;
        }
        catch (Exception exception)
        {
            var refusal = new AdmissionAnswer
            {
                Uid = answer.Uid,
                Request = answer.Request,
                Code = RefusalCode.InternalError,
                Message = "EgressGuard failed while it wrote its answer, and what it cannot answer it does not let through. "
                    + "Its log has the details.",
                Fault = exception,
            };
            review.Clear();
            refusal.WriteTo(review);
            return refusal;
        }
    }
}
