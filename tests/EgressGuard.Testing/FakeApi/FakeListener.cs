using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EgressGuard.Testing.FakeApi;

/// <summary>Kestrel on a loopback port: it can be stopped and started again on the same port, and its connections can be cut.</summary>
/// <param name="handle">Answers a request.</param>
/// <param name="certificate">The certificate to show now; null for plain HTTP.</param>
internal sealed class FakeListener(RequestDelegate handle, Func<X509Certificate2>? certificate) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConnectionContext> _connections = new(StringComparer.Ordinal);
    private WebApplication? _application;

    public int Port { get; private set; }

    public int Connections => _connections.Count;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, Port, Configure));
        _application = builder.Build();
        _application.Run(handle);
        await _application.StartAsync();
        Port = new Uri(_application.Urls.Single()).Port;
    }

    public async Task StopAsync()
    {
        if (_application is not null)
        {
            CutConnections();
            await _application.StopAsync();
            await _application.DisposeAsync();
            _application = null;
        }
    }

    public void CutConnections()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Abort();
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private void Configure(ListenOptions options)
    {
        options.Use(next => async connection =>
        {
            _connections[connection.ConnectionId] = connection;
            try
            {
                await next(connection);
            }
            finally
            {
                _connections.TryRemove(connection.ConnectionId, out _);
            }
        });
        options.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        if (certificate is not null)
        {
            options.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificateSelector = (_, _) => certificate(),
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (_, _, errors) => errors != SslPolicyErrors.RemoteCertificateNotAvailable,
            });
        }
    }
}
