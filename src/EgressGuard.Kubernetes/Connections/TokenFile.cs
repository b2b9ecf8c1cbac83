namespace EgressGuard.Kubernetes.Connections;

/// <summary>
/// A token in a file that somebody renews, such as kubelet. It is read again before a minute is over, and at once when it was refused.
/// While the file cannot be read, the token that was read last stays in use.
/// </summary>
internal sealed class TokenFile : Credentials
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(50);

    private readonly string _path;
    private readonly string _purpose;
    private readonly Credential _base;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Credential _current;
    private long _readAt;
    private bool _isDropped;

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="purpose">What it is for, or what names it; for errors.</param>
    /// <param name="credential">What else proves who is asking: a client certificate, or nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="first">The token until the file can be read; null where it must be readable at once.</param>
    /// <exception cref="ConnectionException">The file cannot be read, or is empty.</exception>
    public TokenFile(string path, string purpose, Credential credential, TimeProvider time, string? first = null)
    {
        (_path, _purpose, _base, _time) = (path, purpose, credential, time);
        _current = first is null ? Read() : credential.WithToken(first, purpose);
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
            _current = Read();
            (_readAt, _isDropped) = (_time.GetTimestamp(), false);
        }
        catch (ConnectionException)
        {
            // The next request looks again.
        }
    }

    private Credential Read() => _base.WithToken(LocalFile.ReadText(_path, _purpose), _path);
}
