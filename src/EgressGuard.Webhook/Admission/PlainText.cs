using System.Text;

namespace EgressGuard.Webhook.Admission;

/// <summary>Answers that are no reviews.</summary>
internal static class PlainText
{
    /// <summary>Answers with a status and a sentence.</summary>
    public static async Task SayAsync(this HttpResponse response, int status, string sentence)
    {
        var bytes = Encoding.UTF8.GetBytes(sentence + "\n");
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted);
    }
}
