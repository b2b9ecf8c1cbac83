using System.Net.Sockets;
using EgressGuard.Webhook.Admission;
using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Draining;
using EgressGuard.Webhook.Tls;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EgressGuard.Webhook.Listening;

/// <summary>The two ports: TLS for reviews, plain for probes and metrics. Each answers its own paths and no others.</summary>
internal static class Listeners
{
    /// <summary>
    /// What a connection holds of a body that nobody reads yet, because long bodies wait for room. The framework's 1 MiB would be all memory
    /// with some hundred callers.
    /// </summary>
    private const int UnreadBytes = 64 * 1024;

    // The API server closes idle connections after 90 s. It must be the first to, or it writes into a connection that is being closed.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(130);

    private static readonly TimeSpan HeadersTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    /// <summary>Binds both ports on every address of the machine.</summary>
    public static void AddListeners(this WebApplicationBuilder builder, WebhookOptions options, CertificateStore certificates)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.Limit;
            kestrel.Limits.RequestHeadersTimeout = HeadersTime;
            kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;
            kestrel.ListenAnyIP(options.AdmissionPort, listener =>
            {
                // The API server speaks HTTP/1.1 to webhooks and nothing else (engineering.md 3.1).
                listener.Protocols = HttpProtocols.Http1;
                listener.UseConnectionBudget(TimeProvider.System);
                listener.UseHttps(new TlsHandshakeCallbackOptions
                {
                    HandshakeTimeout = HandshakeTime,
                    OnConnection = _ => ValueTask.FromResult(certificates.Handshake),
                });
            });
            kestrel.ListenAnyIP(options.AdminPort, listener => listener.Protocols = HttpProtocols.Http1);
        });
    }

    /// <summary>Starts the host.</summary>
    /// <exception cref="StartException">A port cannot be had.</exception>
    public static async Task BindAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw StartException.CannotListen(
                $"EgressGuard cannot listen: {exception.Message.TrimEnd('.')}. "
                + "Stop what holds the port, or choose other ports with --admission-port and --admin-port.");
        }
    }

    /// <summary>Gives one of the ports its routes.</summary>
    /// <param name="app">The host.</param>
    /// <param name="isTls">Which port.</param>
    /// <param name="hint">What to say to requests for anything else.</param>
    /// <param name="map">Adds the routes.</param>
    public static void MapListener(this WebApplication app, bool isTls, string hint, Action<IEndpointRouteBuilder> map)
    {
        // A pipeline of its own: branches of a WebApplication share one route table, and so would the ports.
        var branch = new ApplicationBuilder(app.Services);
        branch.UseRouting();
        branch.Use((http, next) => http.GetEndpoint() is RouteEndpoint ? next(http) : HintAsync(http, next, hint));
        branch.UseEndpoints(map);
        var pipeline = branch.Build();
        app.Use((http, next) => http.Request.IsHttps == isTls ? pipeline(http) : next(http));
    }

    private static async Task HintAsync(HttpContext http, RequestDelegate next, string hint)
    {
        await next(http);
        if (!http.Response.HasStarted && http.Response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed)
        {
            await http.Response.SayAsync(http.Response.StatusCode, hint);
        }
    }

    /// <summary>The ports that were bound, once the host runs.</summary>
    public static (int Admission, int Admin) BoundPorts(this IServiceProvider services)
    {
        var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(BindingAddress.Parse)
            .ToLookup(address => address.Scheme == Uri.UriSchemeHttps, address => address.Port);
        return (addresses[true].Single(), addresses[false].Single());
    }
}
