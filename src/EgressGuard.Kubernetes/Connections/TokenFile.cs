using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>
/// A token in a file that somebody renews, such as kubelet. It is read again before a minute is over, and at once when it was refused.
/// While the file cannot be read, the token that was read last stays in use.
/// </summary>
internal sealed class TokenFile : Credentials
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(50);

    private readonly string _path;
    private readonly X509Certificate2? _certificate;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Credential _current;
    private long _readAt;
    private bool _isDropped;

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="first">The token until the file can be read; null where it must be readable at once.</param>
    /// <param name="certificate">A client certificate to show besides.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ConnectionException">The file cannot be read, or is empty.</exception>
    public TokenFile(string path, string? first, X509Certificate2? certificate, TimeProvider time)
    {
        (_path, _certificate, _time) = (path, certificate, time);
        _current = Credential.Bearer(first ?? Read(), certificate);
        _readAt = time.GetTimestamp();
        _isDropped = first is not null;
    }

    public override ValueTask<Credential> GetAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_isDropped || _time.GetElapsedTime(_readAt) >= MaxAge)
            {
                Renew();
            }

            return new ValueTask<Credential>(_current);
        }
    }

    public override void Drop(Credential refused)
    {
        lock (_gate)
        {
            _isDropped |= ReferenceEquals(_current, refused);
        }
    }

    private void Renew()
    {
        try
        {
            _current = Credential.Bearer(Read(), _certificate);
            (_readAt, _isDropped) = (_time.GetTimestamp(), false);
        }
        catch (ConnectionException)
        {
            // The next request looks again.
        }
    }

    private string Read() => LocalFile.ReadText(_path, "the token");
}
