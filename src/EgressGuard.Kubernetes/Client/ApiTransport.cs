using System.Globalization;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Connections;

namespace EgressGuard.Kubernetes.Client;

/// <summary>Sends requests: who asks, how long an answer may take, what is tried again, and errors as exceptions.</summary>
internal sealed class ApiTransport(ClusterConnection connection, ApiOptions options) : IDisposable
{
    private static readonly string UserAgent =
        $"egressguard/{typeof(ApiTransport).Assembly.GetName().Version?.ToString(3) ?? "0"}";

    private readonly ServerLines _lines = new(connection);
    private readonly string _root = connection.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>The whole body of the answer.</summary>
    public Task<byte[]> CallAsync(ApiRequest request, CancellationToken cancellation) => RetryAsync(
        request,
        async (response, deadline) =>
        {
            using (response)
            {
                return await response.Content.ReadAsByteArrayAsync(deadline);
            }
        },
        cancellation);

    /// <summary>The answer as soon as its headers are there; the caller disposes it.</summary>
    public Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellation) =>
        RetryAsync(request, (response, _) => Task.FromResult(response), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private async Task<T> RetryAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        var plan = new RetryPlan(options, request.Method);
        while (true)
        {
            TimeSpan? wait;
            try
            {
                return await TryAsync(request, read, cancellation);
            }
            catch (Exception exception) when ((wait = plan.Next(exception)) is not null)
            {
                // The plan says when to try again.
            }

            await Task.Delay(wait.Value, options.Time, cancellation);
        }
    }

    private async Task<T> TryAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        // A program that knows credentials may take longer than a server.
        var credential = await CredentialAsync(cancellation);
        using var deadline = new CancellationTokenSource(options.Deadline, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var response = await SendAsync(request, credential, either.Token);
            return response.IsSuccessStatusCode
                ? await read(response, either.Token)
                : throw await RefusalAsync(request, response, credential, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            var seconds = options.Deadline.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            throw new HttpRequestException($"{request}: no answer from {connection.Server} within {seconds} s.", exception);
        }
    }

    private async Task<Credential> CredentialAsync(CancellationToken cancellation)
    {
        try
        {
            return await connection.Credentials.GetAsync(cancellation);
        }
        catch (ConnectionException exception)
        {
            throw new HttpRequestException(HttpRequestError.UserAuthenticationError, exception.Message, exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ApiRequest request, Credential credential, CancellationToken cancellation)
    {
        var lines = _lines.For(credential);
        try
        {
            return await SendAsync(lines, request, credential, cancellation);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // Nothing was sent yet, so another try is safe for a write as well.
            if (!_lines.Renew(lines))
            {
                throw Untrusted(request, exception);
            }
        }

        try
        {
            return await SendAsync(_lines.For(credential), request, credential, cancellation);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw Untrusted(request, exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMessageInvoker lines, ApiRequest request, Credential credential, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(request.Method, _root + request.PathAndQuery)
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.NewContent(),
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        message.Headers.Authorization = credential.Authorization;

        // The name that the server's certificate must have is taken from here, not from the TLS options.
        message.Headers.Host = connection.TlsServerName;
        return await lines.SendAsync(message, cancellation);
    }

    private async Task<ApiException> RefusalAsync(
        ApiRequest request, HttpResponseMessage response, Credential credential, CancellationToken cancellation)
    {
        using (response)
        {
            var error = await StatusReader.ReadAsync(response, credential, options.Time.GetUtcNow(), cancellation);
            if (error.Code == 401)
            {
                connection.Credentials.Drop(credential);
            }

            return new ApiException(error, request.ToString());
        }
    }

    private HttpRequestException Untrusted(ApiRequest request, HttpRequestException exception)
    {
        var wanted = connection.SkipTlsVerification
            ? ""
            : $" It must show a certificate for {connection.TlsServerName ?? connection.Server.Host}"
                + $" from {(connection.Authority is { } authority ? $"an authority in {authority.Source}" : "an authority that the system trusts")}.";
        return new HttpRequestException(
            HttpRequestError.SecureConnectionError,
            $"{request}: no trusted TLS connection to {connection.Server}: {(exception.InnerException ?? exception).Message}{wanted}",
            exception);
    }
}
