using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EgressGuard.Benchmarks.Load;

/// <summary>
/// What a webhook on Kestrel costs before it judges: TLS, HTTP, one parse of the body with JsonDocument, and always the same answer.
/// </summary>
internal static class Baseline
{
    private static readonly byte[] Answer =
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"00000000-0000-4000-8000-000000000000","allowed":true}}"""u8
            .ToArray();

    /// <summary>Serves until it is ended.</summary>
    public static async Task<int> RunAsync(int port)
    {
        using var certificate = SelfSigned();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate)));
        await using var application = builder.Build();
        application.MapPost("/validate", AnswerAsync);
        application.MapPost("/mutate", AnswerAsync);
        await application.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        using (await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted))
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = Answer.Length;
        }

        await http.Response.Body.WriteAsync(Answer, http.RequestAborted);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
