using System.Net;
using System.Net.Security;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Admission;

/// <summary>Which requests are answered on which port, and how.</summary>
public sealed class HttpSurfaceTests(DefaultWebhook webhook)
{
    private readonly WebhookProcess _process = webhook.Process;

    [Theory]
    [InlineData("GET", "/validate", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/mutate", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/", HttpStatusCode.NotFound)]
    [InlineData("POST", "/validate/x", HttpStatusCode.NotFound)]
    [InlineData("GET", "/healthz", HttpStatusCode.NotFound)]
    [InlineData("GET", "/metrics", HttpStatusCode.NotFound)]
    public async Task The_TLS_port_answers_reviews_and_nothing_else(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var response = await _process.Reviews.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("This port answers POST /validate and POST /mutate.\n", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("POST", "/validate", HttpStatusCode.NotFound)]
    [InlineData("POST", "/mutate", HttpStatusCode.NotFound)]
    [InlineData("POST", "/readyz", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    public async Task The_plain_port_answers_probes_and_nothing_else(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var response = await _process.Admin.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("This port answers GET /healthz, GET /readyz and GET /metrics.\n", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/healthz", "ok\n", "text/plain; charset=utf-8")]
    [InlineData("/readyz", "ready\n", "text/plain; charset=utf-8")]
    public async Task Probes_are_answered(string path, string text, string contentType)
    {
        using var response = await _process.Admin.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal(text, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.OK)]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("Application/JSON", HttpStatusCode.OK)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.OK)] // curl --data
    [InlineData("application/yaml", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/vnd.kubernetes.protobuf", HttpStatusCode.UnsupportedMediaType)]
    public async Task Reviews_are_JSON(string contentType, HttpStatusCode expected)
    {
        using var response = await _process.PostAsync("/validate", Encoding.UTF8.GetBytes(Samples.OpenServiceEntry), contentType);

        Assert.Equal(expected, response.StatusCode);
        if (expected != HttpStatusCode.OK)
        {
            Assert.Equal(
                "An AdmissionReview is sent with the header 'Content-Type: application/json'.\n", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task No_content_type_is_no_JSON()
    {
        await using var connection = await RawConnection.OpenAsync(_process.AdmissionPort);
        await connection.SendAsync("POST /validate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");

        Assert.Equal(415, (await connection.ReceiveAsync()).Status);
    }

    [Fact]
    public async Task Only_HTTP_1_1_is_offered()
    {
        await using var connection = await RawConnection.OpenAsync(
            _process.AdmissionPort, SslApplicationProtocol.Http2, SslApplicationProtocol.Http11);

        Assert.Equal(SslApplicationProtocol.Http11, connection.Tls.NegotiatedApplicationProtocol);
        Assert.True(connection.Tls.SslProtocol.ToString() is "Tls12" or "Tls13");
    }

    [Fact]
    public async Task A_review_comes_with_its_length_and_without_the_servers_name()
    {
        using var response = await _process.PostAsync("/validate?timeout=10s", Encoding.UTF8.GetBytes(Samples.OpenServiceEntry));

        Assert.Equal(HttpVersion.Version11, response.Version);
        Assert.NotNull(response.Content.Headers.ContentLength);
        Assert.False(response.Headers.Contains("Server"));
        Assert.Null(response.Headers.ConnectionClose);
    }

    [Fact]
    public async Task A_denial_names_rule_field_reason_and_fix()
    {
        var answer = await _process.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Encoding.UTF8.GetBytes(Samples.OpenServiceEntry));

        Assert.Equal("Forbidden", answer.Reason);
        Assert.Contains("EG102 service-entry-unscoped-export at /spec/exportTo: exportTo is absent", answer.Message, StringComparison.Ordinal);
        Assert.Contains("EG103 resolution-none-open at /spec/resolution: resolution is absent, which means NONE", answer.Message, StringComparison.Ordinal);
        Assert.Contains("Fix: ", answer.Message, StringComparison.Ordinal);
        Assert.StartsWith("EG102,EG103", answer.AuditAnnotations["denied"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_asked_to_end_after_about_a_thousand_requests()
    {
        await using var connection = await RawConnection.OpenAsync(_process.AdmissionPort);
        var served = 0;
        RawResponse response;
        do
        {
            await connection.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            response = await connection.ReceiveAsync();
            served++;
        }
        while (!response.Headers.ContainsKey("Connection") && served < 2000);

        Assert.InRange(served, 800, 1200);
        Assert.Equal("close", response.Headers["Connection"]);
        Assert.Equal(0, (await connection.ReceiveAsync()).Status);
    }
}
