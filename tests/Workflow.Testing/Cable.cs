using System.Net.Sockets;

namespace Workflow.Testing;

/// <summary>
/// A loopback address behind which a real server is, until the cable is cut: connections break, new ones are refused. Mended, it is the
/// same address.
/// </summary>
public sealed class Cable : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Lays a cable to a server; it is whole.</summary>
    /// <param name="host">Of the server.</param>
    /// <param name="port">Of the server.</param>
    public Cable(string host, int port)
    {
        (_host, _port) = (host, port);
        Mend();
    }

    /// <summary>Where it begins, on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Breaks what is connected and refuses what tries to.</summary>
    public async Task CutAsync()
    {
        _listener?.Dispose();
        _listener = null;
        await _accepting;
        while (_ends.TryTake(out var end))
            end.Dispose();
    }

    /// <summary>Makes it whole again, at the same address.</summary>
    public void Mend()
    {
        if (_listener is not null)
            return;
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = JoinAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task JoinAsync(TcpClient near)
    {
        var far = new TcpClient();
        _ends.Add(near);
        _ends.Add(far);
        using (near)
        using (far)
        {
            try
            {
                await far.ConnectAsync(_host, _port);
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // One end is gone; so is the other.
            }
        }
    }
}
