using System.Net.Sockets;

namespace DeadlineReminders.Tests;

/// <summary>A port that leads to another on this machine until it is cut; mending it opens the same port again.</summary>
internal sealed class TcpForward : IAsyncDisposable
{
    private readonly int _target;
    private readonly List<TcpClient> _open = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    private TcpForward(int target) => _target = target;

    public int Port { get; private set; }

    public static TcpForward To(int target)
    {
        var forward = new TcpForward(target);
        forward.Mend();
        return forward;
    }

    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port) { ExclusiveAddressUse = false };
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Refuses new connections and ends those there are.</summary>
    public async Task CutAsync()
    {
        _listener!.Stop();
        await _accepting;
        lock (_open)
        {
            _open.ForEach(client => client.Dispose());
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync();
                var far = new TcpClient();
                await far.ConnectAsync(IPAddress.Loopback, _target);
                lock (_open)
                    _open.AddRange([near, far]);
                _ = PumpAsync(near, far);
                _ = PumpAsync(far, near);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try { await from.GetStream().CopyToAsync(to.GetStream()); }
        catch (Exception e)
            when (e is IOException or ObjectDisposedException or InvalidOperationException) { from.Dispose(); to.Dispose(); }
    }
}
